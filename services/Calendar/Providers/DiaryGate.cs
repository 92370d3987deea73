using System.Collections.Concurrent;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Connections;

namespace PeteRental.Calendar.Providers;

/// <summary>
/// Every call to a provider's calendar API goes through here: at most four at once for a mailbox, none while the provider wants to be
/// left alone, each with a token that works, and once more with another one when it is refused.
/// </summary>
internal sealed class DiaryGate(AccessTokens tokens, IEnumerable<IDiaryClient> clients, TimeProvider time)
{
    /// <summary>Microsoft's limit for one application and mailbox.</summary>
    public const int MostAtOnce = 4;

    /// <summary>When a provider throttles without saying for how long.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, Mailbox> _mailboxes = new();

    /// <summary>Makes a call on behalf of a connection.</summary>
    /// <param name="connectionId">Whose token is used.</param>
    /// <param name="provider">microsoft or google.</param>
    /// <param name="call">The call. Runs a second time when the token is refused.</param>
    /// <param name="cancellationToken">Gives up, also while waiting for a turn.</param>
    public async Task<ProviderResult<T>> CallAsync<T>(
        Guid connectionId, string provider, Func<IDiaryClient, string, CancellationToken, Task<ProviderResult<T>>> call,
        CancellationToken cancellationToken)
        where T : class
    {
        var client = clients.Single(candidate => candidate.Provider == provider);
        var mailbox = _mailboxes.GetOrAdd(connectionId, _ => new Mailbox());
        await mailbox.Turns.WaitAsync(cancellationToken);
        try
        {
            if (mailbox.PausedFor(time) is { } pause)
            {
                return new ProviderError(ProviderError.Throttled, pause);
            }

            var result = await CallAsync(connectionId, rejected: null, client, call, cancellationToken);
            if (result.Error is { Code: ProviderError.Throttled } throttled)
            {
                mailbox.Pause(Clamp(throttled.RetryAfter ?? UsualPause), time);
            }

            return result;
        }
        finally
        {
            mailbox.Turns.Release();
        }
    }

    /// <summary>The same for the diary of a calendar.</summary>
    public Task<ProviderResult<T>> CallAsync<T>(
        DiaryLink diary, Func<IDiaryClient, string, CancellationToken, Task<ProviderResult<T>>> call, CancellationToken cancellationToken)
        where T : class =>
        CallAsync(diary.ConnectionId, diary.Provider, call, cancellationToken);

    private async Task<ProviderResult<T>> CallAsync<T>(
        Guid connectionId, AccessToken? rejected, IDiaryClient client,
        Func<IDiaryClient, string, CancellationToken, Task<ProviderResult<T>>> call, CancellationToken cancellationToken)
        where T : class
    {
        var token = await tokens.GetAsync(connectionId, rejected, cancellationToken);
        if (token.Error is { } error)
        {
            return error;
        }

        var result = await call(client, token.Answer.Value, cancellationToken);
        return result.Error?.Code != ProviderError.TokenRejected ? result
            : rejected is null ? await CallAsync(connectionId, token.Answer, client, call, cancellationToken)
            : new ProviderError(ProviderError.Unavailable);
    }

    private static TimeSpan Clamp(TimeSpan pause) => pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestPause ? LongestPause : pause;

    // A pause is a length of time: it is measured without the wall clock, which may be set meanwhile.
    private sealed class Mailbox
    {
        private PauseOfMailbox? _pause;

        public SemaphoreSlim Turns { get; } = new(MostAtOnce);

        public void Pause(TimeSpan length, TimeProvider time) => Volatile.Write(ref _pause, new(time.GetTimestamp(), length));

        public TimeSpan? PausedFor(TimeProvider time) =>
            Volatile.Read(ref _pause) is { } pause && pause.Length - time.GetElapsedTime(pause.Since) is var left && left > TimeSpan.Zero ? left : null;
    }

    private sealed record PauseOfMailbox(long Since, TimeSpan Length);
}
