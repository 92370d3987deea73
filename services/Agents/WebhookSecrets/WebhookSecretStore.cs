using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Sync;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>How an import ended.</summary>
internal abstract record SecretImport
{
    public sealed record Done(ImportedWebhookSecretReply Secret) : SecretImport;

    /// <summary>It is another workspace's: a token that means two workspaces would mean neither.</summary>
    public sealed record OthersSecret : SecretImport;

    public sealed record UnknownWorkspace : SecretImport;
}

/// <summary>A workspace's webhook secrets in the database.</summary>
internal sealed class WebhookSecretStore(NpgsqlDataSource database, SecretBox box, Outbox outbox, TimeProvider time)
{
    /// <summary>Enough for any rotation.</summary>
    public const int MaxSecrets = 20;

    internal const string SigningKeyPurpose = "webhook-signing-key";

    private static readonly string[] Changed = ["webhook_secrets"];

    public async Task<IReadOnlyList<WebhookSecretSummary>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<WebhookSecretSummary>(new CommandDefinition(
            """
            SELECT id AS secret_id, name, kind, created_at, last_used_at FROM webhook_secrets
            WHERE workspace_id = @workspace ORDER BY created_at, id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Makes a secret; null when the workspace has as many as it may have.</summary>
    public async Task<NewWebhookSecretReply?> AddAsync(Actor actor, string kind, string name, CancellationToken cancellationToken)
    {
        var secret = SecretText.Create(kind);
        var now = time.GetUtcNow();
        var workspace = actor.WorkspaceId.Value;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await HasRoomAsync(connection, transaction, workspace, cancellationToken))
        {
            return null;
        }

        var added = await connection.QuerySingleAsync<WebhookSecretSummary>(new CommandDefinition(
            """
            INSERT INTO webhook_secrets (id, workspace_id, name, kind, sha256, sealed_key, created_by, created_at)
            VALUES (@Id, @workspace, @name, @kind, @Sha256, @SealedKey, @CreatedBy, @now)
            RETURNING id AS secret_id, name, kind, created_at, last_used_at
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                workspace,
                name,
                kind,
                Sha256 = kind == SecretText.Token ? SecretText.HashOf(secret) : null,
                SealedKey = kind == SecretText.Hmac ? box.Seal(secret, workspace.ToString(), SigningKeyPurpose) : null,
                CreatedBy = actor.UserId?.Value,
                now,
            },
            transaction,
            cancellationToken: cancellationToken));
        await TellAsync(connection, transaction, actor, now, "webhook_secret.created", added.SecretId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new NewWebhookSecretReply(added.SecretId, added.Name, added.Kind, secret, added.CreatedAt);
    }

    /// <summary>Takes over a token that somebody has already. Importing it again changes nothing.</summary>
    public async Task<SecretImport> ImportAsync(Actor actor, string secret, string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new { Id = Guid.CreateVersion7(now), workspace = actor.WorkspaceId.Value, name, sha256 = SecretText.HashOf(secret), now };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        int added;
        try
        {
            added = await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO webhook_secrets (id, workspace_id, name, kind, sha256, created_at)
                VALUES (@Id, @workspace, @name, 'token', @sha256, @now)
                ON CONFLICT (sha256) WHERE sha256 IS NOT NULL DO NOTHING
                """,
                row,
                transaction,
                cancellationToken: cancellationToken));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return new SecretImport.UnknownWorkspace();
        }

        var kept = await connection.QuerySingleAsync<SecretOwner>(new CommandDefinition(
            "SELECT id, workspace_id FROM webhook_secrets WHERE sha256 = @sha256", row, transaction, cancellationToken: cancellationToken));
        if (kept.WorkspaceId != actor.WorkspaceId.Value)
        {
            return new SecretImport.OthersSecret();
        }

        if (added == 1)
        {
            await TellAsync(connection, transaction, actor, now, "webhook_secret.imported", kept.Id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            outbox.Wake();
        }

        return new SecretImport.Done(new ImportedWebhookSecretReply(kept.Id, kept.WorkspaceId, added == 1));
    }

    /// <summary>Revokes a secret; false when there is none in this workspace.</summary>
    public async Task<bool> RemoveAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isVapis = await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            "DELETE FROM webhook_secrets WHERE workspace_id = @workspace AND id = @id RETURNING sealed_token IS NOT NULL",
            new { workspace = actor.WorkspaceId.Value, id },
            transaction,
            cancellationToken: cancellationToken));
        if (isVapis is null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        await TellAsync(connection, transaction, actor, now, "webhook_secret.revoked", id, cancellationToken);
        if (isVapis.Value)
        {
            // Our assistants present it: they get another.
            await SyncQueue.MarkAllAsync(connection, transaction, actor.WorkspaceId.Value, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    // Counted under the workspace's lock, so that requests at once do not all see room for one more.
    private static async Task<bool> HasRoomAsync(
        DbConnection connection, DbTransaction transaction, Guid workspace, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT FROM workspaces WHERE id = @workspace FOR NO KEY UPDATE", new { workspace }, transaction, cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<int>(new CommandDefinition(
            "SELECT count(*)::int FROM webhook_secrets WHERE workspace_id = @workspace",
            new { workspace },
            transaction,
            cancellationToken: cancellationToken)) < MaxSecrets;
    }

    private async Task TellAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, DateTimeOffset now, string action, Guid secret, CancellationToken cancellationToken)
    {
        await outbox.AddAsync(connection, transaction, new WorkspaceUpdated(actor.WorkspaceId.Value, now, Changed), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, action, secret, [], cancellationToken);
    }

    private sealed record SecretOwner(Guid Id, Guid WorkspaceId);
}
