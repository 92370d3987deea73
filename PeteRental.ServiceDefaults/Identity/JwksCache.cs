using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>
/// The issuer's public keys. Kept for 5 minutes and longer when the issuer is away; an unknown key id causes one fetch, at most
/// every 10 s, so that a rotated key works at once and a stream of forged ids does not become a stream of fetches.
/// </summary>
public sealed partial class JwksCache(IHttpClientFactory http, IOptions<ClerkOptions> options, TimeProvider time, ILogger<JwksCache> logger) : IDisposable
{
    internal const string ClientName = "jwks";

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinGap = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private Dictionary<string, SecurityKey> _keys = [];
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;

    /// <summary>The key with this id, or null when the issuer has none such.</summary>
    /// <exception cref="HttpRequestException">No keys are known yet and the issuer cannot be reached.</exception>
    public async ValueTask<SecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_keys.TryGetValue(kid, out var key) && now - _fetchedAt < MaxAge)
        {
            return key;
        }

        // Before the first success every request tries: a short gap would turn a slow start of the issuer into failed sign-ins.
        if (_keys.Count == 0 || now - _triedAt >= MinGap)
        {
            await RefreshAsync(now, cancellationToken);
        }

        return _keys.GetValueOrDefault(kid);
    }

    /// <inheritdoc />
    public void Dispose() => _fetching.Dispose();

    private async Task RefreshAsync(DateTimeOffset asked, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (_fetchedAt > asked || (_keys.Count > 0 && _triedAt > asked))
            {
                return;
            }

            _triedAt = time.GetUtcNow();
            var json = await http.CreateClient(ClientName).GetStringAsync(new Uri(options.Value.JwksUrl), cancellationToken);
            _keys = new JsonWebKeySet(json).GetSigningKeys()
                .Where(key => !string.IsNullOrEmpty(key.KeyId))
                .DistinctBy(key => key.KeyId)
                .ToDictionary(key => key.KeyId);
            _fetchedAt = time.GetUtcNow();
        }
        catch (Exception exception) when (_keys.Count > 0 && exception is HttpRequestException or TaskCanceledException or ArgumentException)
        {
            LogStale(exception);
        }
        catch (ArgumentException exception)
        {
            throw new HttpRequestException("The issuer's key set is not readable.", exception);
        }
        finally
        {
            _fetching.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The issuer's keys cannot be refreshed; the known ones stay in use")]
    private partial void LogStale(Exception exception);
}
