using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Calendars;

/// <summary>A calendar.</summary>
/// <param name="CalendarId">The calendar.</param>
/// <param name="Name">For people.</param>
/// <param name="Provider">native, microsoft or google: whose diary is followed now.</param>
/// <param name="UserId">Its owner; null while nobody owns it.</param>
/// <param name="IsDefault">The one that is meant when none is named.</param>
/// <param name="Timezone">IANA zone of its hours.</param>
/// <param name="LinkedProvider">microsoft or google when it leads, or has led, to a diary there.</param>
/// <param name="AccountEmail">The connected account; null without one.</param>
/// <param name="Status">native, connected, reconnect_required, switched_off or disconnected.</param>
/// <param name="Access">write, read or free_busy: what the account may do with the diary. Only one that may be written to can be booked.</param>
/// <param name="DiaryTimezone">IANA zone of the diary.</param>
internal sealed record CalendarReply(
    Guid CalendarId, string Name, string Provider, Guid? UserId, bool IsDefault, string Timezone, string? LinkedProvider, string? AccountEmail,
    string Status, string? Access, string? DiaryTimezone);

/// <summary>The calendars of a workspace, oldest first.</summary>
internal sealed record CalendarListReply(IReadOnlyList<CalendarReply> Calendars);

/// <summary>The settings of a calendar.</summary>
internal sealed record SettingsReply : SettingsDocument
{
    public SettingsReply(BookableCalendar calendar)
        : base(calendar.Settings) => (CalendarId, Provider) = (calendar.Id.Value, calendar.Provider);

    /// <summary>The calendar.</summary>
    public Guid CalendarId { get; }

    /// <summary>Whose diary is followed: native, or that of the linked account.</summary>
    public string Provider { get; }
}
