using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Calendar.Connections;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Calendars;

/// <summary>
/// Takes an erased person out of the diaries they owned; the diaries are the workspace's. Their accounts are disconnected, and nothing
/// stays that leads to them: e-mail addresses in names, and where calendars were linked to. Of other members this service knows ids and
/// nothing else: those in viewings and their history lead to nobody now, and stay, so that what one and the same person did can still
/// be told.
/// </summary>
internal sealed class UserErasedConsumer(
    NpgsqlDataSource database, ConnectionStore connections, Departures departures, LinkChanges changes, TimeProvider time) : IConsumer<UserErased>
{
    public async Task Consume(ConsumeContext<UserErased> context)
    {
        var erased = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        await LinkChanges.LockAsync(connection, transaction, erased.WorkspaceId, context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(UserErasedConsumer), context.CancellationToken))
        {
            return;
        }

        var left = await connections.EndAsync(
            connection, transaction, erased.WorkspaceId, erased.UserId, provider: null, connectionId: null, isErased: true, context.CancellationToken);
        await ForgetAsync(connection, transaction, erased, context.CancellationToken);
        var touched = await changes.BumpAsync(connection, transaction, erased.WorkspaceId, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        changes.Announce(new WorkspaceId(erased.WorkspaceId), touched);
        await departures.TellSoonAsync(left);
    }

    private async Task ForgetAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, UserErased erased, CancellationToken cancellationToken)
    {
        var parameters = new { erased.WorkspaceId, erased.UserId, now = time.GetUtcNow() };
        foreach (var statement in new[]
        {
            "INSERT INTO erased_people (workspace_id, user_id, erased_at) VALUES (@WorkspaceId, @UserId, @now) ON CONFLICT DO NOTHING",

            // Google's id of a diary is the person's e-mail address, and its link has it in it, too.
            """
            UPDATE event_writes SET connection_id = NULL, diary_id = NULL, provider_event_id = NULL, provider_link = NULL
            WHERE calendar_id IN (SELECT id FROM calendars WHERE workspace_id = @WorkspaceId AND user_id = @UserId)
            """,
            """
            UPDATE calendars SET user_id = NULL, updated_at = @now, linked_provider = NULL, linked_account = NULL, diary_id = NULL, diary_timezone = NULL,
                diary_access = NULL, name = CASE WHEN is_default OR linked_provider IS NULL THEN name ELSE 'Calendar' END
            WHERE workspace_id = @WorkspaceId AND user_id = @UserId
            """,
        })
        {
            await connection.ExecuteAsync(new CommandDefinition(statement, parameters, transaction, cancellationToken: cancellationToken));
        }
    }
}
