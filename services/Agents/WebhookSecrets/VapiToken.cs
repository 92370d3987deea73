using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>
/// The token that a workspace's own assistants present: made at the first sync, and again after its owner revoked it. It is a webhook
/// secret like the others, but kept sealed too, because each sync writes it into the assistant.
/// </summary>
internal sealed partial class VapiToken(NpgsqlDataSource database, SecretBox box, Outbox outbox, TimeProvider time, ILogger<VapiToken> logger)
{
    private const string Purpose = "vapi-webhook-token";
    private const string Name = "Vapi assistants";
    private static readonly string[] Changed = ["webhook_secrets"];

    /// <summary>The token. Never log it.</summary>
    public async Task<string> EnsureAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var row = new { workspace = workspace.Value };
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT FROM workspaces WHERE id = @workspace FOR NO KEY UPDATE", row, transaction, cancellationToken: cancellationToken));
        var kept = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT sealed_token FROM webhook_secrets WHERE workspace_id = @workspace AND sealed_token IS NOT NULL",
            row,
            transaction,
            cancellationToken: cancellationToken));
        if (kept is not null && box.Open(kept, workspace.ToString(), Purpose) is { State: SecretState.Opened } opened)
        {
            return opened.Text;
        }

        if (kept is not null)
        {
            // Nobody can read it any more, so nobody can send it: another takes its place.
            LogUnreadable(workspace);
            await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM webhook_secrets WHERE workspace_id = @workspace AND sealed_token IS NOT NULL",
                row,
                transaction,
                cancellationToken: cancellationToken));
        }

        var token = SecretText.Create(SecretText.Token);
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO webhook_secrets (id, workspace_id, name, kind, sha256, sealed_token, created_at)
            VALUES (@id, @workspace, @Name, 'token', @Sha256, @Sealed, @now)
            """,
            new
            {
                id,
                workspace = workspace.Value,
                Name,
                Sha256 = SecretText.HashOf(token),
                Sealed = box.Seal(token, workspace.ToString(), Purpose),
                now,
            },
            transaction,
            cancellationToken: cancellationToken));
        await outbox.AddAsync(connection, transaction, new WorkspaceUpdated(workspace.Value, now, Changed), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, new Actor(workspace, null, "agents"), now, "webhook_secret.created", id, [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return token;
    }

    [LoggerMessage(LogLevel.Error, "The webhook token of workspace {Workspace} cannot be opened any more; another one is made")]
    private partial void LogUnreadable(WorkspaceId workspace);
}
