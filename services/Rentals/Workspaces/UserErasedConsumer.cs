using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Workspaces;

/// <summary>
/// Forgets who entered and changed homes, added sources and asked for readings, once that person is erased: of people this service keeps
/// nothing but their ids. The homes are the workspace's and stay, unless the workspace went with the person.
/// </summary>
internal sealed class UserErasedConsumer(NpgsqlDataSource database) : IConsumer<UserErased>
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

        foreach (var statement in erased.IsWorkspaceClosed ? Closing : Forgetting)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                statement, new { erased.WorkspaceId, erased.UserId }, transaction, cancellationToken: context.CancellationToken));
        }

        await transaction.CommitAsync(context.CancellationToken);
    }

    private static readonly string[] Forgetting =
    [
        "UPDATE rentals SET created_by = NULL WHERE workspace_id = @WorkspaceId AND created_by = @UserId",
        "UPDATE rental_history SET user_id = NULL WHERE workspace_id = @WorkspaceId AND user_id = @UserId",
        "UPDATE sources SET created_by = NULL WHERE workspace_id = @WorkspaceId AND created_by = @UserId",
        "UPDATE scrapes SET user_id = NULL WHERE workspace_id = @WorkspaceId AND user_id = @UserId",
    ];

    // Nobody answers for the homes any more, and nothing of them shall be read again. The version stays: what was told before is older.
    private static readonly string[] Closing =
    [
        "DELETE FROM idempotent_replies WHERE workspace_id = @WorkspaceId",
        "DELETE FROM rentals WHERE workspace_id = @WorkspaceId",
        "DELETE FROM sources WHERE workspace_id = @WorkspaceId",
    ];
}
