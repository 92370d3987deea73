using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Workspaces;

/// <summary>
/// Forgets who entered and changed homes, added sources and asked for readings, once that person is erased: of people this service keeps
/// nothing but their ids. The homes are the workspace's and stay, unless the workspace went with the person.
/// </summary>
internal sealed class UserErasedConsumer(NpgsqlDataSource database, Outbox outbox, TimeProvider time) : IConsumer<UserErased>
{
    public async Task Consume(ConsumeContext<UserErased> context)
    {
        var erased = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(UserErasedConsumer), context.CancellationToken))
        {
            return;
        }

        if (erased.IsWorkspaceClosed)
        {
            await CallOffAsync(connection, transaction, new WorkspaceId(erased.WorkspaceId), context.CancellationToken);
        }

        foreach (var statement in erased.IsWorkspaceClosed ? Closing : Forgetting)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                statement, new { erased.WorkspaceId, erased.UserId }, transaction, cancellationToken: context.CancellationToken));
        }

        await transaction.CommitAsync(context.CancellationToken);
        outbox.Wake();
    }

    // The readings go with their sources, and whoever is at work on one would never hear that nobody wants it. The locks keep out sources and readings that
    // begin meanwhile.
    private async Task CallOffAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT FROM sources WHERE workspace_id = @workspace ORDER BY id FOR UPDATE", new { workspace = workspace.Value }, transaction, cancellationToken: cancellationToken));
        var running = await connection.QueryAsync<(Guid Id, Guid SourceId)>(new CommandDefinition(
            "SELECT id, source_id FROM scrapes WHERE workspace_id = @workspace AND status IN ('queued', 'running')",
            new { workspace = workspace.Value },
            transaction,
            cancellationToken: cancellationToken));
        foreach (var (scrape, source) in running)
        {
            await outbox.AddAsync(connection, transaction, new ScrapeCancelled(workspace.Value, time.GetUtcNow(), scrape, source), cancellationToken);
        }
    }

    private static readonly string[] Forgetting =
    [
        "UPDATE homes SET created_by = NULL WHERE workspace_id = @WorkspaceId AND created_by = @UserId",
        "UPDATE rental_history SET user_id = NULL WHERE workspace_id = @WorkspaceId AND user_id = @UserId",
        "UPDATE sources SET created_by = NULL WHERE workspace_id = @WorkspaceId AND created_by = @UserId",
        "UPDATE scrapes SET user_id = NULL WHERE workspace_id = @WorkspaceId AND user_id = @UserId",
    ];

    // Nobody answers for the homes any more, and nothing of them shall be read again. The version stays: what was told before is older.
    private static readonly string[] Closing =
    [
        "DELETE FROM idempotent_replies WHERE workspace_id = @WorkspaceId",
        "DELETE FROM homes WHERE workspace_id = @WorkspaceId",
        "DELETE FROM sources WHERE workspace_id = @WorkspaceId",
    ];
}
