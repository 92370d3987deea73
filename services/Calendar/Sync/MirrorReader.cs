using Microsoft.Extensions.Options;
using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// Reads a diary under a lease: what has changed since the last time, or all of it when it was never read, when the provider does not
/// remember, or when the calendars that look at it are open further ahead than it was read.
/// </summary>
internal sealed partial class MirrorReader(
    MirrorStore store, DiaryGate gate, DiaryChanges changes, SyncQueue queue, IOptions<SyncOptions> options, TimeProvider time, ILogger<MirrorReader> logger)
{
    private const int FewestDays = 60;

    /// <summary>Read beyond the horizon, so that the window need not slide each day.</summary>
    private const int SpareDays = 21;

    /// <summary>Days of the spare that are left when it does.</summary>
    private const int LeastSpareDays = 3;

    /// <summary>Until when a diary has to be known for a calendar that is open so many days ahead.</summary>
    public static Instant NeededUntil(Instant now, int horizonDays) => now + Duration.FromDays(horizonDays + LeastSpareDays - 1);

    /// <summary>Reads the diary and gives the lease back. A failure is noted in the row, and tried again when its time comes.</summary>
    public async Task ReadAsync(MirrorLease lease, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = time.CreateTimer(_ => patience.Cancel(), null, options.Value.LongestRead, Timeout.InfiniteTimeSpan);
        var startedAt = time.GetStorableNow();
        var window = WindowOf(lease, Instant.FromDateTimeOffset(startedAt));
        ProviderResult<DiaryChange> read;
        try
        {
            read = lease.IsFollowed ? await AskAsync(lease, window, patience.Token) : new ProviderError(ProviderError.ReconnectRequired);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            read = new ProviderError(ProviderError.Unavailable);
        }
        catch (OperationCanceledException)
        {
            // The process ends. Another replica need not wait for the lease to end.
            await store.GiveBackAsync(lease, CancellationToken.None);
            throw;
        }

        if (read.Error is { } error)
        {
            await FailAsync(lease, error, cancellationToken);
            return;
        }

        if (await store.CompleteAsync(lease, window, read.Answer, startedAt, startedAt + NextPoll(), cancellationToken) is { } hasChanged)
        {
            foreach (var reader in lease.Readers)
            {
                changes.Announce(reader);
            }

            queue.Follow(new ReadDiary(lease.Link, lease.WorkspaceId, lease.Readers, hasChanged));
        }
    }

    private async Task<ProviderResult<DiaryChange>> AskAsync(MirrorLease lease, Interval window, CancellationToken cancellationToken)
    {
        // The window slides by reading the whole of another one: a token is good for the window it was given for.
        var token = lease.Window == window ? lease.SyncToken : null;
        var read = await AskAsync(lease, window, token, cancellationToken);
        if (token is not null && read.Error?.Code == ProviderError.ResyncRequired)
        {
            LogResync(lease.Link.CalendarId.Value);
            read = await AskAsync(lease, window, null, cancellationToken);
        }

        return read;
    }

    private Task<ProviderResult<DiaryChange>> AskAsync(MirrorLease lease, Interval window, string? token, CancellationToken cancellationToken) =>
        gate.CallAsync(
            lease.Link, (client, accessToken, cancelled) => client.ReadChangesAsync(accessToken, lease.Link.Address, window, token, cancelled), cancellationToken);

    private static Interval WindowOf(MirrorLease lease, Instant now) =>
        lease.Window is { } window && lease.SyncToken is not null && window.End >= NeededUntil(now, lease.HorizonDays)
            ? window
            : new Interval(now - Duration.FromDays(1), now + Duration.FromDays(Math.Max(FewestDays, lease.HorizonDays + SpareDays)));

    private async Task FailAsync(MirrorLease lease, ProviderError error, CancellationToken cancellationToken)
    {
        LogFailed(lease.Link.CalendarId.Value, lease.Link.Provider, error.Code, lease.FailedAttempts + 1);
        await store.FailAsync(
            lease, error.Code, error.Code == ProviderError.ReconnectRequired ? null : time.GetUtcNow() + Pause(lease.FailedAttempts, error), cancellationToken);
    }

    private TimeSpan NextPoll() => options.Value.Poll * (0.9 + (Random.Shared.NextDouble() / 5));

    private TimeSpan Pause(int failedAttempts, ProviderError error)
    {
        var doubled = options.Value.FirstRetry * Math.Pow(2, Math.Min(failedAttempts, 20));
        var pause = (doubled < options.Value.LongestRetry ? doubled : options.Value.LongestRetry) * (0.75 + (Random.Shared.NextDouble() / 2));
        return error.RetryAfter is { } asked && asked > pause ? asked : pause;
    }

    [LoggerMessage(LogLevel.Information, "The provider does not remember where calendar {Calendar} was read to: it is read as a whole")]
    private partial void LogResync(Guid calendar);

    [LoggerMessage(LogLevel.Warning, "The diary of calendar {Calendar} at {Provider} could not be read ({Code}, attempt {Attempt})")]
    private partial void LogFailed(Guid calendar, string provider, string code, int attempt);
}
