using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>
/// Removes what was said on the lines of a workspace that was erased with its person: it may be their voice and their words, and
/// nobody is left to answer for it. This service knows nothing else of members, so an erased member of a workspace that goes on
/// leaves nothing to remove here.
/// </summary>
public sealed class ClosedWorkspaces(NpgsqlDataSource database, TimeProvider time) : IConsumer<UserErased>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<UserErased> context)
    {
        var erased = context.Message;
        if (!erased.IsWorkspaceClosed)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(ClosedWorkspaces), context.CancellationToken))
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE calls SET
                caller = NULL, summary = NULL, transcript = NULL, recording_url = NULL, content_removed_at = coalesce(content_removed_at, @now)
            WHERE workspace_id = @WorkspaceId;
            UPDATE tool_calls SET arguments = NULL, reply = NULL
            WHERE workspace_id = @WorkspaceId AND (arguments IS NOT NULL OR reply IS NOT NULL);
            """,
            new { erased.WorkspaceId, now = time.GetUtcNow() },
            transaction,
            cancellationToken: context.CancellationToken));
        await transaction.CommitAsync(context.CancellationToken);
    }
}
