using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Connections;

/// <summary>A calendar that a connection leads to.</summary>
/// <param name="CalendarId">The calendar.</param>
/// <param name="Name">For people.</param>
/// <param name="IsDefault">The one that is meant when none is named.</param>
internal sealed record ConnectedCalendarReply(Guid CalendarId, string Name, bool IsDefault);

/// <summary>A connected account.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="AccountEmail">The account.</param>
/// <param name="Status">connected or reconnect_required.</param>
/// <param name="Calendars">What it leads to; empty while its diaries have yet to be listed.</param>
internal sealed record ConnectedAccountReply(
    Guid ConnectionId, string Provider, string AccountEmail, string Status, IReadOnlyList<ConnectedCalendarReply> Calendars);

/// <summary>Whether an outside calendar is connected.</summary>
/// <param name="UserId">The person who asks.</param>
/// <param name="UserEmail">Their address by their sign-in; null when it does not say.</param>
/// <param name="CalendarEmail">The account of the calendar below; null without one.</param>
/// <param name="CalendarName">The calendar in use.</param>
/// <param name="CalendarId">The calendar in use.</param>
/// <param name="CalendarLink">Its pages at the provider; null without an account.</param>
/// <param name="CalendarVerified">True when the account's diaries could be read.</param>
/// <param name="CalendarError">A stable code that says what is the matter; null when nothing is.</param>
/// <param name="Authorized">True when the provider has given us access.</param>
/// <param name="TokenValid">True when that access works now, or can be renewed without the person.</param>
/// <param name="Provider">The provider asked for, or the one in use.</param>
/// <param name="ExpiresAt">When the access has to be renewed next; it is, by itself.</param>
/// <param name="ExpiresAtFormatted">The same in words, in the calendar's zone.</param>
/// <param name="Connections">The person's accounts, of the provider asked for or all, oldest first.</param>
internal sealed record ConnectionStatusReply(
    Guid UserId, string? UserEmail, string? CalendarEmail, string CalendarName, Guid CalendarId, string? CalendarLink, bool CalendarVerified,
    string? CalendarError, bool Authorized, bool TokenValid, string Provider, DateTimeOffset? ExpiresAt, string? ExpiresAtFormatted,
    IReadOnlyList<ConnectedAccountReply> Connections);

/// <summary>What a person has connected, as they are told.</summary>
internal sealed class ConnectionOverview(NpgsqlDataSource database, CalendarDirectory directory)
{
    /// <summary>Reads it.</summary>
    /// <param name="member">Whose.</param>
    /// <param name="email">Their address, when their sign-in says it.</param>
    /// <param name="provider">Only of this one; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ConnectionStatusReply> ReadAsync(CurrentMember member, string? email, string? provider, CancellationToken cancellationToken)
    {
        var home = await directory.ChooseAsync(member.WorkspaceId, calendar: null, member.UserId.Value, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<AccountRow>(new CommandDefinition(
            """
            SELECT connections.id AS connection_id, connections.provider, account_email, status, access_expires_at, diaries_listed_at, diaries_error,
                calendars.id AS calendar_id, calendars.name AS calendar_name, coalesce(calendars.is_default, false) AS is_default
            FROM connections LEFT JOIN calendars ON calendars.connection_id = connections.id
            WHERE connections.workspace_id = @workspace AND connections.user_id = @user AND (@provider::text IS NULL OR connections.provider = @provider)
            ORDER BY connections.created_at, connections.id, calendars.is_default DESC, calendars.created_at, calendars.id
            """,
            new { workspace = member.WorkspaceId.Value, user = member.UserId.Value, provider },
            cancellationToken: cancellationToken))).ToList();
        var accounts = rows.GroupBy(row => row.ConnectionId).Select(group => group.First().ToReply([.. group.Select(row => row.ToCalendar()).OfType<ConnectedCalendarReply>()]))
            .ToList();

        // The account of the calendar in use goes first, then one that works, then whichever there is.
        var used = rows.FirstOrDefault(row => row.CalendarId == home.Id.Value)
            ?? rows.FirstOrDefault(row => row.Status == ConnectionStatus.Connected) ?? (rows.Count > 0 ? rows[0] : null);
        return Describe(member, email, provider, home, used, accounts);
    }

    private static ConnectionStatusReply Describe(
        CurrentMember member, string? email, string? provider, BookableCalendar home, AccountRow? used, IReadOnlyList<ConnectedAccountReply> accounts)
    {
        var isAuthorized = used?.Status == ConnectionStatus.Connected;
        return new ConnectionStatusReply(
            member.UserId.Value, email, used?.AccountEmail, used?.CalendarName ?? home.Name, used?.CalendarId ?? home.Id.Value, LinkOf(used),
            isAuthorized && used?.DiariesListedAt is not null && used.DiariesError is null,
            isAuthorized ? used?.DiariesError : used?.Status, isAuthorized, isAuthorized, provider ?? used?.Provider ?? home.Provider,
            used?.AccessExpiresAt,
            used is null ? null : WallClock.Say(Instant.FromDateTimeOffset(used.AccessExpiresAt), home.Settings.Zone), accounts);
    }

    private static string? LinkOf(AccountRow? account) => account?.Provider switch
    {
        "microsoft" => "https://outlook.office.com/calendar/",
        "google" => $"https://calendar.google.com/calendar/r?authuser={Uri.EscapeDataString(account.AccountEmail)}",
        _ => null,
    };

    private sealed record AccountRow(
        Guid ConnectionId, string Provider, string AccountEmail, string Status, DateTimeOffset AccessExpiresAt, DateTimeOffset? DiariesListedAt,
        string? DiariesError, Guid? CalendarId, string? CalendarName, bool IsDefault)
    {
        public ConnectedCalendarReply? ToCalendar() => CalendarId is { } calendar ? new(calendar, CalendarName!, IsDefault) : null;

        public ConnectedAccountReply ToReply(IReadOnlyList<ConnectedCalendarReply> calendars) =>
            new(ConnectionId, Provider, AccountEmail, Status, calendars);
    }
}
