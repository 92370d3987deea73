using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PeteRental.VoiceWebhook.Authentication;

/// <summary>
/// Counts failed authentications of each address, minute by minute. It slows guessing down and never shuts anybody out: all
/// workspaces' calls come from the same few addresses of Vapi, so one customer's mistyped secret must not silence the others.
/// A good secret passes whatever the count says, and a bad one is answered 429 instead of 401. Only guesses, that is secrets never
/// seen before, count towards the threshold above which unknown ones are not even looked up: a mistyped secret is always the same.
/// </summary>
public sealed class FailedAttempts(TimeProvider time)
{
    /// <summary>Failures in a minute after which further ones are answered 429.</summary>
    public const int Many = 20;

    /// <summary>Guesses in a minute after which an unknown secret is refused without asking anybody.</summary>
    public const int Flood = 200;

    private const int MostAddresses = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, Count> _counts = new();

    /// <summary>Records a failure, and says whether there were many.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="isGuess">Somebody had to be asked about what it presented.</param>
    public bool RecordAndCheck(IPAddress address, bool isGuess)
    {
        if (_counts.Count > MostAddresses)
        {
            Forget();
        }

        var count = _counts.AddOrUpdate(
            Bucket(address),
            static (_, failure) => new Count(failure.Now, 1, failure.Guesses),
            static (_, count, failure) => failure.Now - count.Since < Window
                ? count with { Failures = count.Failures + 1, Guesses = count.Guesses + failure.Guesses }
                : new Count(failure.Now, 1, failure.Guesses),
            (Now: time.GetUtcNow(), Guesses: isGuess ? 1 : 0));
        return count.Failures > Many;
    }

    /// <summary>True when so much is guessed from this address that only known secrets are worth a look.</summary>
    public bool IsFlooding(IPAddress address) =>
        _counts.TryGetValue(Bucket(address), out var count) && count.Guesses > Flood && time.GetUtcNow() - count.Since < Window;

    // A single IPv6 customer has 2^64 addresses.
    private static IPAddress Bucket(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (address, count) in _counts)
        {
            if (now - count.Since >= Window)
            {
                _counts.TryRemove(address, out _);
            }
        }

        if (_counts.Count > MostAddresses)
        {
            _counts.Clear();
        }
    }

    private sealed record Count(DateTimeOffset Since, int Failures, int Guesses);
}
