using Dapper;
using Npgsql;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>
/// Finds the workspace a webhook belongs to, by its token or by what a signature can be checked with. One indexed query each:
/// VoiceWebhook keeps the answers for a while, but a phone call waits for the first. A closed workspace has no webhooks, not even by a
/// secret that was made in its last moment.
/// </summary>
internal sealed partial class WebhookCallers(NpgsqlDataSource database, SecretBox box, SecretUse use, ILogger<WebhookCallers> logger)
{
    /// <summary>The longest-standing claims on an assistant or number that are looked at, however many there are.</summary>
    private const int MaxKeys = 50;

    /// <summary>The token's workspace, by the SHA-256 of the token; null when it is unknown or revoked.</summary>
    public async Task<WebhookSecretReply?> FindAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QuerySingleOrDefaultAsync<WebhookSecretReply>(new CommandDefinition(
            """
            SELECT s.workspace_id, s.id AS secret_id FROM webhook_secrets s
            JOIN workspaces w ON w.id = s.workspace_id AND w.closed_at IS NULL
            WHERE s.sha256 = @sha256
            """,
            new { sha256 },
            cancellationToken: cancellationToken));
        if (found is not null)
        {
            use.Mark(found.SecretId);
        }

        return found;
    }

    /// <summary>The keys of everybody who claims the assistant or number, the longest-standing claim first; null when there are none.</summary>
    public async Task<WebhookKeysReply?> KeysAsync(WebhookKeysRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<SealedKey>(new CommandDefinition(
            """
            SELECT s.workspace_id, s.id, s.sealed_key AS key
            FROM (
                SELECT workspace_id, min(created_at) AS since FROM agents
                WHERE vapi_assistant_id = @VapiAssistantId OR phone_number = @PhoneNumber
                GROUP BY workspace_id
            ) claim
            JOIN webhook_secrets s ON s.workspace_id = claim.workspace_id AND s.kind = 'hmac'
            JOIN workspaces w ON w.id = claim.workspace_id AND w.closed_at IS NULL
            ORDER BY claim.since, s.workspace_id, s.created_at LIMIT @MaxKeys
            """,
            new { VapiAssistantId = Known(request.VapiAssistantId), PhoneNumber = Known(request.PhoneNumber), MaxKeys },
            cancellationToken: cancellationToken));
        var workspaces = rows
            .GroupBy(row => row.WorkspaceId)
            .Select(Reply)
            .ToList();
        return workspaces.Count == 0 ? null : workspaces[0] with { Others = workspaces[1..] };
    }

    private WebhookKeysReply Reply(IGrouping<Guid, SealedKey> sealedKeys)
    {
        var keys = sealedKeys.Select(key => (key.Id, Text: Open(key))).Where(key => key.Text is not null).ToList();
        return new WebhookKeysReply(sealedKeys.Key, [.. keys.Select(key => key.Text!)], SecretIds: [.. keys.Select(key => key.Id)]);
    }

    // Vapi signs with the bytes of the text that was pasted there.
    private string? Open(SealedKey key)
    {
        var opened = box.Open(key.Key, key.WorkspaceId.ToString(), WebhookSecretStore.SigningKeyPurpose);
        if (opened.State == SecretState.Opened)
        {
            return Convert.ToBase64String(opened.Value);
        }

        LogUnreadable(key.Id, opened.State);
        return null;
    }

    private static string? Known(string? text) => text?.Contains('\0', StringComparison.Ordinal) is false ? text : null;

    [LoggerMessage(LogLevel.Error, "The signing key {SecretId} cannot be opened ({State}): its owner has to make another")]
    private partial void LogUnreadable(Guid secretId, SecretState state);

    private sealed record SealedKey(Guid WorkspaceId, Guid Id, byte[] Key);
}
