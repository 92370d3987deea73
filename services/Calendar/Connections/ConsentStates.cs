using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using PeteRental.ServiceDefaults.Secrets;
using StackExchange.Redis;

namespace PeteRental.Calendar.Connections;

/// <summary>A consent that a person has been sent off for.</summary>
/// <param name="WorkspaceId">The workspace they were in.</param>
/// <param name="UserId">The person.</param>
/// <param name="Provider">Whom they were sent to.</param>
/// <param name="CodeVerifier">PKCE: only who has it can use the code that comes back.</param>
/// <param name="ReturnAddress">Where they want to go afterwards.</param>
/// <param name="ExpiresAt">A consent that takes longer has to begin again.</param>
internal sealed record PendingConsent(
    Guid WorkspaceId, Guid UserId, string Provider, string CodeVerifier, string ReturnAddress, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc />
    public override string ToString() => $"Pending consent at {Provider}";
}

/// <summary>What became of a state that came back.</summary>
/// <param name="Consent">Null when it is forged, used, or too old.</param>
/// <param name="IsAway">True when nobody can tell, because Redis is away.</param>
internal readonly record struct TakenConsent(PendingConsent? Consent, bool IsAway);

/// <summary>
/// The states of consents under way (RFC 6749, 10.12). The state that travels is random; Redis knows only its hash, and what it stands
/// for is sealed for that hash, so that nobody who reads or writes Redis can use one or put another in its place.
/// </summary>
internal sealed class ConsentStates(IConnectionMultiplexer redis, SecretBox secrets, TimeProvider time)
{
    /// <summary>How long a person may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "oauth-state";
    private const int StateBytes = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Keeps a consent; null when Redis is away, and then nobody can be sent off.</summary>
    public async Task<string?> KeepAsync(PendingConsent consent)
    {
        var state = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(StateBytes));
        var hash = HashOf(state);
        var kept = secrets.Seal(JsonSerializer.SerializeToUtf8Bytes(consent), hash, Purpose);
        try
        {
            await redis.GetDatabase().StringSetAsync(KeyOf(hash), kept, Lifetime).WaitAsync(Patience, time);
            return state;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Takes a consent by its state. Nobody gets it a second time.</summary>
    public async Task<TakenConsent> TakeAsync(string state)
    {
        var hash = HashOf(state);
        try
        {
            var found = (byte[]?)(RedisValue)await redis.GetDatabase().ExecuteAsync("GETDEL", (RedisKey)KeyOf(hash)).WaitAsync(Patience, time);
            var opened = found is null ? default : secrets.Open(found, hash, Purpose);
            var consent = found is not null && opened.State == SecretState.Opened ? JsonSerializer.Deserialize<PendingConsent>(opened.Value) : null;
            return new TakenConsent(consent?.ExpiresAt > time.GetUtcNow() ? consent : null, IsAway: false);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return new TakenConsent(null, IsAway: true);
        }
    }

    private static string HashOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    private static string KeyOf(string hash) => $"calendar:consent:{hash}";
}
