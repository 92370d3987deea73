using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Calendar.Connections;

/// <summary>A connection's tokens as they were read.</summary>
/// <param name="Provider">microsoft or google.</param>
/// <param name="Tokens">Null when they cannot be opened: the master key they were sealed with is gone.</param>
/// <param name="ExpiresAt">Of the access token.</param>
/// <param name="Version">Names what was seen when new ones are stored.</param>
/// <param name="IsUsable">False when the person has to connect again.</param>
internal sealed record StoredTokens(string Provider, ConnectionTokens? Tokens, DateTimeOffset ExpiresAt, int Version, bool IsUsable);

/// <summary>
/// Tokens at rest: sealed under the workspace, the person and the provider, so that a row's tokens are of no use in another row.
/// </summary>
internal sealed class TokenStore(NpgsqlDataSource database, SecretBox secrets, Outbox outbox, TimeProvider time)
{
    private const string Purpose = "calendar-tokens";

    /// <summary>How long whoever asks for new tokens keeps others from asking. A provider's answer takes seconds at most.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>Seals tokens for a row.</summary>
    public byte[] Seal(ConnectionTokens tokens, Guid workspace, Guid user, string provider) =>
        secrets.Seal(JsonSerializer.SerializeToUtf8Bytes(tokens), Owner(workspace, user, provider), Purpose);

    /// <summary>Opens the tokens of a row; null when they cannot be opened: the master key they were sealed with is gone.</summary>
    public ConnectionTokens? Open(byte[] sealedTokens, Guid workspace, Guid user, string provider)
    {
        var opened = secrets.Open(sealedTokens, Owner(workspace, user, provider), Purpose);
        return opened.State == SecretState.Opened ? JsonSerializer.Deserialize<ConnectionTokens>(opened.Value) : null;
    }

    /// <summary>The tokens of a connection, or null when there is none.</summary>
    public async Task<StoredTokens?> FindAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<TokenRow>(new CommandDefinition(
            """
            SELECT workspace_id, user_id, provider, status, sealed_tokens, access_expires_at, token_version FROM connections WHERE id = @connectionId
            """,
            new { connectionId },
            cancellationToken: cancellationToken));
        if (row is null)
        {
            return null;
        }

        var tokens = Open(row.SealedTokens, row.WorkspaceId, row.UserId, row.Provider);
        return new StoredTokens(row.Provider, tokens, row.AccessExpiresAt, row.TokenVersion, row.Status == ConnectionStatus.Connected);
    }

    /// <summary>Takes the right to ask the provider for new tokens; false while somebody else has it, or the tokens are new already.</summary>
    public async Task<bool> TryLeaseAsync(Guid connectionId, int seenVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE connections SET refresh_lease_until = clock_timestamp() + @Lease
            WHERE id = @connectionId AND token_version = @seenVersion AND (refresh_lease_until IS NULL OR refresh_lease_until < clock_timestamp())
            """,
            new { connectionId, seenVersion, Lease },
            cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Gives the right back without new tokens.</summary>
    public async Task ReleaseAsync(Guid connectionId, int seenVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE connections SET refresh_lease_until = NULL WHERE id = @connectionId AND token_version = @seenVersion",
            new { connectionId, seenVersion },
            cancellationToken: cancellationToken));
    }

    /// <summary>Stores new tokens in place of the ones that were seen; nothing happens when the person has connected again meanwhile.</summary>
    public async Task ReplaceAsync(
        Guid connectionId, int seenVersion, ConnectionTokens tokens, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var owner = await connection.QuerySingleOrDefaultAsync<OwnerRow>(new CommandDefinition(
            "SELECT workspace_id, user_id, provider FROM connections WHERE id = @connectionId", new { connectionId }, cancellationToken: cancellationToken));
        if (owner is null)
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE connections SET sealed_tokens = @sealedTokens, access_expires_at = @expiresAt, token_version = token_version + 1,
                refresh_lease_until = NULL, updated_at = @now
            WHERE id = @connectionId AND token_version = @seenVersion
            """,
            new
            {
                connectionId,
                seenVersion,
                expiresAt,
                now = time.GetUtcNow(),
                sealedTokens = Seal(tokens, owner.WorkspaceId, owner.UserId, owner.Provider),
            },
            cancellationToken: cancellationToken));
    }

    /// <summary>Notes that only the person can help, and tells of it once.</summary>
    public async Task MarkLostAsync(Guid connectionId, int seenVersion, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lost = await connection.QuerySingleOrDefaultAsync<LostRow>(new CommandDefinition(
            """
            UPDATE connections SET status = 'reconnect_required', refresh_lease_until = NULL, updated_at = @now
            WHERE id = @connectionId AND token_version = @seenVersion AND status = 'connected'
            RETURNING workspace_id, user_id, provider, account_email
            """,
            new { connectionId, seenVersion, now },
            transaction,
            cancellationToken: cancellationToken));
        if (lost is not null)
        {
            await outbox.AddAsync(
                connection, transaction,
                new CalendarReconnectRequired(lost.WorkspaceId, now, lost.UserId, connectionId, lost.Provider, lost.AccountEmail),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    private static string Owner(Guid workspace, Guid user, string provider) => $"{workspace}|{user}|{provider}";

    private sealed record TokenRow(
        Guid WorkspaceId, Guid UserId, string Provider, string Status, byte[] SealedTokens, DateTimeOffset AccessExpiresAt, int TokenVersion);

    private sealed record OwnerRow(Guid WorkspaceId, Guid UserId, string Provider);

    private sealed record LostRow(Guid WorkspaceId, Guid UserId, string Provider, string AccountEmail);
}
