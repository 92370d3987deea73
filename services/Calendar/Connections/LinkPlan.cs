using NodaTime;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Connections;

/// <summary>A calendar as far as its link goes.</summary>
internal sealed record LinkRow(
    Guid Id, Guid? UserId, string Provider, string Name, bool IsDefault, string Settings, Guid? ConnectionId, string? LinkedProvider,
    string? LinkedAccount, string? DiaryId, string? DiaryTimezone, string? DiaryAccess);

/// <summary>Which calendar a diary is linked to, and how. Pure.</summary>
/// <param name="CalendarId">The calendar; a new id makes one.</param>
/// <param name="Diary">The diary.</param>
/// <param name="Name">The calendar's name.</param>
/// <param name="Provider">Whose diary is followed: the account's, or native while it is switched off.</param>
/// <param name="Timezone">Zone of the diary.</param>
/// <param name="IsNewLink">True when the calendar did not lead there until now.</param>
/// <param name="IsChange">True when anything differs from what is stored.</param>
internal sealed record LinkPlan(
    Guid CalendarId, ProviderDiary Diary, string Name, string Provider, string Timezone, bool IsNewLink, bool IsChange)
{
    private const int LongestName = 200;

    /// <summary>Decides.</summary>
    /// <param name="account">The connected account.</param>
    /// <param name="diary">One of its diaries.</param>
    /// <param name="calendars">The workspace's calendars.</param>
    /// <param name="newId">For a calendar that has to be made.</param>
    public static LinkPlan Make(Connection account, ProviderDiary diary, IReadOnlyList<LinkRow> calendars, Guid newId)
    {
        var user = account.UserId.Value;
        var known = calendars.FirstOrDefault(calendar => calendar.UserId == user && calendar.LinkedProvider == account.Provider
            && calendar.LinkedAccount == account.AccountId && calendar.DiaryId == diary.DiaryId);
        var home = diary.IsPrimary && diary.Access == DiaryAccess.Write
            ? calendars.FirstOrDefault(calendar => calendar.IsDefault && calendar.ConnectionId is null && (calendar.UserId is null || calendar.UserId == user))
            : null;
        var calendar = known ?? home;
        var isNewLink = calendar?.ConnectionId != account.Id;
        var name = calendar is { IsDefault: true } ? calendar.Name : NameOf(diary, account);
        var zone = diary.Zone?.Id ?? (calendar is null ? null : CalendarDirectory.Read(calendar.Settings).Zone.Id);
        var timezone = zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null ? zone : HomeZone(calendars);
        var provider = isNewLink ? account.Provider : calendar!.Provider;
        return new LinkPlan(
            calendar?.Id ?? newId, diary, name, provider, timezone, isNewLink,
            isNewLink || calendar!.Name != name || calendar.DiaryTimezone != timezone || calendar.DiaryAccess != diary.Access.Name());
    }

    // The zone of the calendar that the workspace books in: better than UTC, which is nobody's.
    private static string HomeZone(IReadOnlyList<LinkRow> calendars) =>
        calendars.FirstOrDefault(calendar => calendar.IsDefault) is { } home
            ? CalendarDirectory.Read(home.Settings).Zone.Id
            : Settings.CalendarSettings.Default.Zone.Id;

    private static string NameOf(ProviderDiary diary, Connection account)
    {
        var plain = new string([.. diary.Name.Where(letter => !char.IsControl(letter))]).Trim();
        var cut = plain.Length <= LongestName ? plain : plain[..LongestName];
        return string.Equals(cut, account.AccountEmail, StringComparison.OrdinalIgnoreCase) || cut.Length == 0 ? account.AccountEmail : $"{cut} ({account.AccountEmail})";
    }
}
