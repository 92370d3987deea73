using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Sync;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Connections;

/// <summary>
/// Links calendars to the diaries of connected accounts. The account's own diary goes to the workspace's default calendar when that is
/// the person's, or nobody's, and free; so what was booked before is in one calendar with what is booked after. Every other diary gets a
/// calendar of its own. All or nothing: until the account's diaries could be read nothing is linked.
/// </summary>
internal sealed partial class CalendarLinks(
    NpgsqlDataSource database, ConnectionStore connections, DiaryGate gate, LinkChanges changes, DiaryMirror mirror, TimeProvider time, ILogger<CalendarLinks> logger)
{
    private static readonly TimeSpan Daily = TimeSpan.FromHours(24);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private const int MostDoublings = 7;

    /// <summary>Reads the account's diaries and brings the links in line with them. False when they could not be read; then it is tried again later.</summary>
    public async Task<bool> RefreshAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(connectionId, CancellationToken.None) is not { IsUsable: true } account)
        {
            return false;
        }

        var listed = await ListAsync(account, cancellationToken);
        if (listed.Error is { } error)
        {
            await NoteFailureAsync(account, error.Code);
            return false;
        }

        await ApplyAsync(account, [.. listed.Answer.DistinctBy(diary => diary.DiaryId).OrderByDescending(diary => diary.IsPrimary)]);
        return true;
    }

    private async Task<ProviderResult<IReadOnlyList<ProviderDiary>>> ListAsync(Connection account, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await gate.CallAsync(
                account.Id, account.Provider, (client, token, cancellation) => client.ListDiariesAsync(token, cancellation), cancellationToken);

            // An account has at least its own diary; an answer without any is not believed, or all links would be cut.
            return listed is { Error: null, Answer.Count: 0 } ? new ProviderError(ProviderError.Unavailable) : listed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ProviderError(ProviderError.Unavailable);
        }
    }

    // From here on without the caller's patience: it is our own database, and a person who leaves the page leaves nothing half done.
    private async Task ApplyAsync(Connection account, IReadOnlyList<ProviderDiary> diaries)
    {
        var (workspace, cancellationToken) = (account.WorkspaceId.Value, CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await CalendarDirectory.EnsureDefaultAsync(connection, account.WorkspaceId, owner: null, time.GetUtcNow(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LinkChanges.LockAsync(connection, transaction, workspace, cancellationToken);
        if (await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE connections SET diaries_listed_at = @now, diaries_due_at = @now + @Daily, diaries_attempts = 0, diaries_error = NULL WHERE id = @Id
            """,
            new { account.Id, now = time.GetUtcNow(), Daily }, transaction, cancellationToken: cancellationToken)) == 0)
        {
            // Disconnected while the provider was asked.
            return;
        }

        var unlinked = await changes.UnlinkAsync(connection, transaction, account.Id, [.. diaries.Select(diary => diary.DiaryId)], cancellationToken);
        var calendars = (await connection.QueryAsync<LinkRow>(new CommandDefinition(
            """
            SELECT id, user_id, provider, name, is_default, settings::text AS settings, connection_id, linked_provider, linked_account, diary_id,
                diary_timezone, diary_access
            FROM calendars WHERE workspace_id = @workspace ORDER BY created_at, id FOR NO KEY UPDATE
            """,
            new { workspace }, transaction, cancellationToken: cancellationToken))).ToList();
        var (linked, changed) = (new List<Guid>(), unlinked > 0);
        Guid? own = null;
        foreach (var diary in diaries)
        {
            var plan = LinkPlan.Make(account, diary, calendars, Guid.CreateVersion7(time.GetUtcNow()));
            changed |= plan.IsChange;
            if (plan.IsChange)
            {
                await WriteAsync(connection, transaction, account, plan, cancellationToken);
                var taken = calendars.FindIndex(calendar => calendar.Id == plan.CalendarId);
                if (taken >= 0)
                {
                    calendars[taken] = calendars[taken] with { ConnectionId = account.Id };
                }
            }

            if (plan.IsNewLink)
            {
                linked.Add(plan.CalendarId);
            }

            own = diary.IsPrimary ? plan.CalendarId : own;
        }

        if (linked.Count > 0)
        {
            await TakeOverAsync(connection, transaction, account, [.. linked], cancellationToken);
        }

        var touched = changed ? await changes.BumpAsync(connection, transaction, workspace, cancellationToken) : [];
        await transaction.CommitAsync(cancellationToken);
        if (changed)
        {
            changes.Announce(account.WorkspaceId, touched);
            LogLinked(account.Id, linked.Count, unlinked);
        }

        if (own is { } calendar)
        {
            // Read before anybody asks. The account's other diaries are read once they are used.
            mirror.Request(new CalendarId(calendar));
        }
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Connection account, LinkPlan plan, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO calendars (id, workspace_id, user_id, provider, name, is_default, settings, connection_id, linked_provider, linked_account,
                diary_id, diary_timezone, diary_access, created_at, updated_at)
            VALUES (@CalendarId, @workspace, @user, @Provider, @Name, false, @settings::jsonb, @connectionId, @linkedProvider, @AccountId,
                @DiaryId, @Timezone, @access, @now, @now)
            ON CONFLICT (id) DO UPDATE SET user_id = coalesce(calendars.user_id, excluded.user_id), provider = excluded.provider, name = excluded.name,
                connection_id = excluded.connection_id, linked_provider = excluded.linked_provider, linked_account = excluded.linked_account,
                diary_id = excluded.diary_id, diary_timezone = excluded.diary_timezone, diary_access = excluded.diary_access,
                updated_at = excluded.updated_at
            """,
            new
            {
                plan.CalendarId,
                workspace = account.WorkspaceId.Value,
                user = account.UserId.Value,
                plan.Provider,
                plan.Name,
                settings = CalendarDirectory.Write(CalendarSettings.Default with { Zone = DateTimeZoneProviders.Tzdb[plan.Timezone] }),
                connectionId = account.Id,
                linkedProvider = account.Provider,
                account.AccountId,
                plan.Diary.DiaryId,
                plan.Timezone,
                access = plan.Diary.Access.Name(),
                now = time.GetUtcNow(),
            },
            transaction,
            cancellationToken: cancellationToken));

    // Events of viewings that stand in a diary which is connected again are ours to change again; those that stand elsewhere are not:
    // they are made anew here.
    private async Task TakeOverAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Connection account, Guid[] linked, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE event_writes AS shown SET
                connection_id = @Id,
                provider_event_id = CASE WHEN shown.diary_id = calendars.diary_id THEN shown.provider_event_id END,
                provider_link = CASE WHEN shown.diary_id = calendars.diary_id THEN shown.provider_link END,
                written_revision = CASE WHEN shown.diary_id = calendars.diary_id THEN shown.written_revision END,
                generation = CASE WHEN shown.diary_id = calendars.diary_id THEN shown.generation ELSE shown.generation + 1 END,
                diary_id = calendars.diary_id
            FROM calendars
            WHERE calendars.id = shown.calendar_id AND calendars.id = ANY (@linked) AND shown.diary_id IS NOT NULL
            """,
            new { account.Id, linked }, transaction, cancellationToken: cancellationToken));
        await LinkChanges.ForgetDiariesAsync(connection, transaction, linked, cancellationToken);
        await changes.QueueViewingsAsync(connection, transaction, linked, cancellationToken);
    }

    private async Task NoteFailureAsync(Connection account, string code)
    {
        LogNotListed(account.Id, code);
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE connections SET diaries_attempts = diaries_attempts + 1, diaries_error = @code,
                diaries_due_at = @now + @FirstPause * power(2, least(diaries_attempts, @MostDoublings))
            WHERE id = @Id
            """,
            new { account.Id, code, now = time.GetUtcNow(), FirstPause, MostDoublings });
    }

    [LoggerMessage(LogLevel.Information, "Connection {Connection}: {Linked} calendars linked, {Unlinked} unlinked")]
    private partial void LogLinked(Guid connection, int linked, int unlinked);

    [LoggerMessage(LogLevel.Warning, "The diaries of connection {Connection} could not be listed ({Code}); it is tried again")]
    private partial void LogNotListed(Guid connection, string code);
}
