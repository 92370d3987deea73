using System.Collections.Concurrent;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Connections;

/// <summary>An access token to call a provider with. Never log it.</summary>
/// <param name="Value">The token.</param>
/// <param name="Version">Of the stored tokens: tells a rejected token from the one that has replaced it.</param>
internal sealed record AccessToken(string Value, int Version)
{
    /// <inheritdoc />
    public override string ToString() => $"Access token, version {Version}";
}

/// <summary>
/// Access tokens that work. New ones are fetched when they are needed, by one caller for each connection: here the others await its task,
/// on other replicas the row's lease makes them wait for its result.
/// </summary>
internal sealed partial class AccessTokens(
    TokenStore store, IEnumerable<IIdentityClient> identities, TimeProvider time, ILogger<AccessTokens> logger)
{
    /// <summary>A token is not used so shortly before its end: the call takes a moment, and clocks differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than a lease: whoever holds one and dies is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly ConcurrentDictionary<(Guid Connection, int Version), Lazy<Task<ProviderResult<AccessToken>>>> _refreshing = new();

    /// <summary>A token of the connection.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="rejected">A token that the provider has just refused; another one is wanted.</param>
    /// <param name="cancellationToken">Gives up waiting. What others wait for goes on.</param>
    public async Task<ProviderResult<AccessToken>> GetAsync(Guid connectionId, AccessToken? rejected, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(connectionId, cancellationToken) is not { IsUsable: true } stored)
        {
            return new ProviderError(ProviderError.ReconnectRequired);
        }

        if (stored.Tokens is { } tokens && stored.Version != rejected?.Version && stored.ExpiresAt - Margin > time.GetUtcNow())
        {
            return new AccessToken(tokens.AccessToken, stored.Version);
        }

        var key = (connectionId, stored.Version);
        var refresh = _refreshing.GetOrAdd(key, _ => new(() => RefreshAsync(connectionId, stored)));
        try
        {
            return await refresh.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (refresh.Value.IsCompleted)
            {
                _refreshing.TryRemove(new(key, refresh));
            }
        }
    }

    private async Task<ProviderResult<AccessToken>> RefreshAsync(Guid connectionId, StoredTokens seen)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            if (seen.Tokens is null)
            {
                LogUnopened(connectionId);
                await store.MarkLostAsync(connectionId, seen.Version, patience.Token);
                return new ProviderError(ProviderError.ReconnectRequired);
            }

            while (!await store.TryLeaseAsync(connectionId, seen.Version, patience.Token))
            {
                if (await store.FindAsync(connectionId, patience.Token) is not { IsUsable: true, Tokens: { } tokens } now)
                {
                    return new ProviderError(ProviderError.ReconnectRequired);
                }

                if (now.Version != seen.Version)
                {
                    return new AccessToken(tokens.AccessToken, now.Version);
                }

                await Task.Delay(LookAgainAfter, time, patience.Token);
            }

            return await FetchAsync(connectionId, seen, seen.Tokens, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new ProviderError(ProviderError.Unavailable);
        }
    }

    // Under the lease.
    private async Task<ProviderResult<AccessToken>> FetchAsync(
        Guid connectionId, StoredTokens seen, ConnectionTokens tokens, CancellationToken cancellationToken)
    {
        var identity = identities.Single(client => client.Provider == seen.Provider);
        var fetched = await identity.RefreshAsync(tokens.RefreshToken, cancellationToken);
        switch (fetched.Error?.Code)
        {
            case null:
                var expiresAt = time.GetUtcNow() + fetched.Answer.ExpiresIn.ToTimeSpan();
                var replaced = new ConnectionTokens(fetched.Answer.AccessToken, fetched.Answer.RefreshToken ?? tokens.RefreshToken);
                await store.ReplaceAsync(connectionId, seen.Version, replaced, expiresAt, cancellationToken);
                return new AccessToken(replaced.AccessToken, seen.Version + 1);
            case ProviderError.ReconnectRequired:
                LogLost(connectionId, seen.Provider);
                await store.MarkLostAsync(connectionId, seen.Version, cancellationToken);
                return fetched.Error;
            case ProviderError.ClientRejected:
                LogClientRejected(seen.Provider);
                await store.ReleaseAsync(connectionId, seen.Version, cancellationToken);
                return fetched.Error;
            default:
                await store.ReleaseAsync(connectionId, seen.Version, cancellationToken);
                return fetched.Error;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The tokens of connection {Connection} cannot be opened with the master keys there are; its owner is asked to connect again")]
    private partial void LogUnopened(Guid connection);

    [LoggerMessage(LogLevel.Information, "The grant of connection {Connection} at {Provider} is gone; its owner is asked to connect again")]
    private partial void LogLost(Guid connection, string provider);

    [LoggerMessage(LogLevel.Critical, "{Provider} does not accept our client id or secret: no connected calendar of it can be read until the configuration is mended. Nobody was disconnected")]
    private partial void LogClientRejected(string provider);
}
