using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Connections;

/// <summary>
/// Gives grants back to providers. A person is disconnected here at once, whatever the provider says; what the provider has yet to hear
/// waits in a row of its own with the sealed tokens, for a day at most, and is told again until it has been heard.
/// </summary>
internal sealed partial class Departures(
    NpgsqlDataSource database, TokenStore tokens, IEnumerable<IIdentityClient> identities, IEnumerable<IDiaryClient> clients, TimeProvider time,
    ILogger<Departures> logger)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly TimeSpan KeptAtMost = TimeSpan.FromHours(24);

    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(3);

    /// <summary>Whoever says goodbye and dies is followed by somebody else after this.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    private const int MostDoublings = 7;

    /// <summary>Notes what a provider has to hear about a connection that is about to be deleted.</summary>
    public async Task<Guid> NoteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid connectionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO departures (id, workspace_id, user_id, provider, account_key, sealed_tokens, access_expires_at, channels, next_attempt_at, created_at)
            SELECT @id, workspace_id, user_id, provider, sha256(convert_to(account_id, 'UTF8')), sealed_tokens, access_expires_at,
                coalesce((
                    SELECT jsonb_agg(jsonb_build_object(
                        'channel_id', push_channels.id, 'subscription_id', push_channels.subscription_id, 'resource_id', push_channels.resource_id,
                        'expires_at', push_channels.expires_at))
                    FROM push_channels JOIN diary_mirrors ON diary_mirrors.calendar_id = push_channels.calendar_id
                    WHERE diary_mirrors.connection_id = connections.id), '[]'),
                @now, @now
            FROM connections WHERE id = @connectionId
            """,
            new { id, connectionId, now }, transaction, cancellationToken: cancellationToken));
        return id;
    }

    /// <summary>Gives a grant back that is of no use. Nothing of it was stored.</summary>
    public async Task GiveBackAsync(PendingConsent consent, Grant grant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var given = new ConnectionTokens(grant.AccessToken, grant.RefreshToken ?? grant.AccessToken);
        var id = Guid.CreateVersion7(now);
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO departures (id, workspace_id, user_id, provider, account_key, sealed_tokens, access_expires_at, channels, next_attempt_at, created_at)
                VALUES (@id, @WorkspaceId, @UserId, @Provider, @accountKey, @sealedTokens, @expiresAt, '[]', @now, @now)
                """,
                new
                {
                    id,
                    consent.WorkspaceId,
                    consent.UserId,
                    consent.Provider,
                    accountKey = SHA256.HashData(Encoding.UTF8.GetBytes(grant.AccountId)),
                    sealedTokens = tokens.Seal(given, consent.WorkspaceId, consent.UserId, consent.Provider),
                    expiresAt = now + grant.ExpiresIn.ToTimeSpan(),
                    now,
                },
                cancellationToken: cancellationToken));
        }

        await TellSoonAsync([id]);
    }

    /// <summary>Tells providers right away, as long as somebody may be kept waiting for it. What is not heard by then is told later.</summary>
    public async Task TellSoonAsync(IReadOnlyList<Guid> ids)
    {
        using var patience = new CancellationTokenSource(SoonEnough, time);
        try
        {
            await Task.WhenAll(ids.Select(id => TellAsync(id, patience.Token)));
        }
        catch (Exception later) when (later is NpgsqlException || (later is OperationCanceledException && patience.IsCancellationRequested))
        {
            LogLater();
        }
    }

    /// <summary>Those that are due, oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> ListDueAsync(int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT id FROM departures WHERE next_attempt_at <= @now ORDER BY next_attempt_at LIMIT @most",
            new { now = time.GetUtcNow(), most }, cancellationToken: cancellationToken))).ToList();
    }

    /// <summary>Tells the provider. What it could not be told stays for later.</summary>
    public async Task TellAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await TakeAsync(connection, id, cancellationToken) is not { } departure)
        {
            return;
        }

        var isHeard = tokens.Open(departure.SealedTokens, departure.WorkspaceId, departure.UserId, departure.Provider) is not { } opened
            || await TellAsync(departure, opened, cancellationToken);
        if (!isHeard && departure.CreatedAt + KeptAtMost > time.GetUtcNow())
        {
            return;
        }

        if (!isHeard)
        {
            LogGivenUp(departure.Provider);
        }

        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM departures WHERE id = @id", new { id }, cancellationToken: cancellationToken));
    }

    // Takes the row for this attempt, and sets the next one.
    private async Task<DepartureRow?> TakeAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<DepartureRow>(new CommandDefinition(
            """
            UPDATE departures SET attempts = attempts + 1, next_attempt_at = @now + @FirstPause * power(2, least(attempts, @MostDoublings))
            WHERE id = @id AND next_attempt_at <= @now
            RETURNING id, workspace_id, user_id, provider, sealed_tokens, access_expires_at, channels::text AS channels, created_at,
                EXISTS (
                    SELECT 1 FROM connections WHERE connections.provider = departures.provider
                        AND sha256(convert_to(account_id, 'UTF8')) = departures.account_key) AS is_connected_elsewhere
            """,
            new { id, now = time.GetUtcNow(), FirstPause, MostDoublings }, cancellationToken: cancellationToken));

    // Google's revocation ends the whole grant of the account, also that of another connection to it: then only ours is forgotten.
    private async Task<bool> TellAsync(DepartureRow departure, ConnectionTokens opened, CancellationToken cancellationToken)
    {
        var identity = identities.Single(client => client.Provider == departure.Provider);
        var areChannelsClosed = await CloseChannelsAsync(departure, identity, opened, cancellationToken);
        if (departure.IsConnectedElsewhere)
        {
            return areChannelsClosed;
        }

        var error = await identity.RevokeAsync(opened.RefreshToken, cancellationToken);
        return (areChannelsClosed || identity.CanRevoke) && error is not { MayPass: true };
    }

    private async Task<bool> CloseChannelsAsync(
        DepartureRow departure, IIdentityClient identity, ConnectionTokens opened, CancellationToken cancellationToken)
    {
        var channels = JsonSerializer.Deserialize<List<Channel>>(departure.Channels, Json) ?? [];
        if (channels.Count == 0)
        {
            return true;
        }

        var accessToken = opened.AccessToken;
        if (departure.AccessExpiresAt <= time.GetUtcNow())
        {
            var refreshed = await identity.RefreshAsync(opened.RefreshToken, cancellationToken);
            if (refreshed.Error is { } refused)
            {
                return !refused.MayPass;
            }

            accessToken = refreshed.Answer.AccessToken;
        }

        var client = clients.Single(candidate => candidate.Provider == departure.Provider);
        var areClosed = true;
        foreach (var channel in channels)
        {
            var open = new OpenChannel(channel.SubscriptionId, channel.ResourceId, Instant.FromDateTimeOffset(channel.ExpiresAt));
            areClosed &= await client.CloseChannelAsync(accessToken, channel.ChannelId, open, cancellationToken) is not { MayPass: true };
        }

        return areClosed;
    }

    private sealed record Channel(Guid ChannelId, string? SubscriptionId, string? ResourceId, DateTimeOffset ExpiresAt);

    private sealed record DepartureRow(
        Guid Id, Guid WorkspaceId, Guid UserId, string Provider, byte[] SealedTokens, DateTimeOffset AccessExpiresAt, string Channels,
        DateTimeOffset CreatedAt, bool IsConnectedElsewhere);

    [LoggerMessage(LogLevel.Information, "A provider takes its time to hear of a disconnect; it is told again")]
    private partial void LogLater();

    [LoggerMessage(LogLevel.Warning, "{Provider} could not be told for a day that a grant was given up. Its owner can take it back there")]
    private partial void LogGivenUp(string provider);
}
