using Dapper;
using Npgsql;
using PeteRental.Calendar.Connections;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Calendars;

/// <summary>A workspace's calendars and where they lead, as its members are told.</summary>
internal sealed class CalendarLists(NpgsqlDataSource database, CalendarDirectory directory, CalendarLinks links, TimeProvider time)
{
    /// <summary>For asking providers. What takes longer is done afterwards, and shows in the next list.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>The calendars, oldest first.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="isFresh">Whether providers are asked for diaries that have come or gone. Accounts whose diaries were never read are asked anyhow.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CalendarReply>> ReadAsync(WorkspaceId workspace, bool isFresh, CancellationToken cancellationToken)
    {
        // Makes the default calendar when there is none yet.
        await directory.ListAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var waiting = (await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT id FROM connections WHERE workspace_id = @workspace AND status = 'connected' AND (@isFresh OR diaries_listed_at IS NULL)",
            new { workspace = workspace.Value, isFresh }, cancellationToken: cancellationToken))).ToList();
        if (waiting.Count > 0)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            await Task.WhenAll(waiting.Select(account => links.RefreshAsync(account, either.Token)));
        }

        return (await connection.QueryAsync<CalendarRow>(new CommandDefinition(
            """
            SELECT calendars.id, name, calendars.provider, calendars.user_id, is_default, settings::text AS settings, linked_provider, diary_access,
                diary_timezone, connection_id, connections.account_email, connections.status
            FROM calendars LEFT JOIN connections ON connections.id = calendars.connection_id
            WHERE calendars.workspace_id = @workspace ORDER BY calendars.created_at, calendars.id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).Select(row => row.ToReply()).ToList();
    }

    private sealed record CalendarRow(
        Guid Id, string Name, string Provider, Guid? UserId, bool IsDefault, string Settings, string? LinkedProvider, string? DiaryAccess,
        string? DiaryTimezone, Guid? ConnectionId, string? AccountEmail, string? Status)
    {
        public CalendarReply ToReply() => new(
            Id, Name, Provider, UserId, IsDefault, CalendarDirectory.Read(Settings).Zone.Id, LinkedProvider, AccountEmail, StatusName, DiaryAccess, DiaryTimezone);

        private string StatusName => this switch
        {
            { LinkedProvider: null } => "native",
            { ConnectionId: null } => "disconnected",
            { Provider: BookableCalendar.Native } => "switched_off",
            _ => Status!,
        };
    }
}
