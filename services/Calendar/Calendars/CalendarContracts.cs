using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Calendars;

/// <summary>A calendar.</summary>
/// <param name="CalendarId">The calendar.</param>
/// <param name="Name">For people.</param>
/// <param name="Provider">native, microsoft or google.</param>
/// <param name="UserId">Its owner; null while nobody owns it.</param>
/// <param name="IsDefault">The one that is meant when none is named.</param>
/// <param name="Timezone">IANA zone.</param>
internal sealed record CalendarReply(Guid CalendarId, string Name, string Provider, Guid? UserId, bool IsDefault, string Timezone)
{
    public static CalendarReply From(BookableCalendar calendar) => new(
        calendar.Id.Value, calendar.Name, calendar.Provider, calendar.UserId?.Value, calendar.IsDefault, calendar.Settings.Zone.Id);
}

/// <summary>The calendars of a workspace, oldest first.</summary>
internal sealed record CalendarListReply(IReadOnlyList<CalendarReply> Calendars);

/// <summary>The settings of a calendar.</summary>
internal sealed record SettingsReply : SettingsDocument
{
    public SettingsReply(BookableCalendar calendar)
        : base(calendar.Settings) => CalendarId = calendar.Id.Value;

    /// <summary>The calendar.</summary>
    public Guid CalendarId { get; }
}

/// <summary>Whether an outside calendar is connected.</summary>
/// <param name="UserId">The person who asks.</param>
/// <param name="Provider">The provider asked for, or the one in use.</param>
/// <param name="Authorized">True when the provider has given us access.</param>
/// <param name="TokenValid">True when that access works now.</param>
/// <param name="ExpiresAt">When it has to be renewed.</param>
/// <param name="CalendarId">The calendar in use.</param>
/// <param name="CalendarName">Its name.</param>
/// <param name="Connections">Connected accounts.</param>
internal sealed record ConnectionReply(
    Guid UserId, string Provider, bool Authorized, bool TokenValid, DateTimeOffset? ExpiresAt, Guid CalendarId, string CalendarName,
    IReadOnlyList<string> Connections);
