using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NodaTime;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// The diaries of connected accounts as we know them: brought up to date when somebody needs them, by one read at a time however many
/// ask. Whoever asks waits a moment for it and no longer; what is known then is what counts, and says how old it is.
/// </summary>
internal sealed partial class DiaryMirror(
    MirrorStore store, MirrorReader reader, DiaryChanges changes, SyncQueue queue, IOptions<SyncOptions> options, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<DiaryMirror> logger)
{
    private const int MostDiaries = 50_000;

    /// <summary>While a diary cannot be read its row is looked at no more often than this.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How often the row is looked at while another replica reads the diary.</summary>
    private static readonly TimeSpan LookForOthersEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<DiaryLink, Known> _known = new();
    private readonly ConcurrentDictionary<DiaryLink, Lazy<Task>> _reading = new();

    /// <summary>
    /// Brings what is known of a calendar's busy diaries up to date when it is too old. At once, and without a trip to the database, when
    /// it is not, or when there are none.
    /// </summary>
    public ValueTask<MirrorState> FreshenAsync(BookableCalendar calendar, CancellationToken cancellationToken)
    {
        if (calendar.BusyDiaries.IsEmpty)
        {
            return ValueTask.FromResult(MirrorState.Native);
        }

        var now = time.GetInstant();
        var neededUntil = MirrorReader.NeededUntil(now, calendar.Settings.HorizonDays);
        List<DiaryLink>? old = null;
        foreach (var diary in calendar.BusyDiaries)
        {
            if (!IsGood(diary, neededUntil, now))
            {
                (old ??= []).Add(diary);
            }
        }

        return old is null ? ValueTask.FromResult(StateOf(calendar, now)) : new(FreshenAsync(calendar, old, neededUntil, cancellationToken));
    }

    /// <summary>
    /// Keeps what a look into the diary itself has shown, so that it is not offered meanwhile. Also the place of an event that was just
    /// written.
    /// </summary>
    public async Task NoteAsync(DiaryLink diary, IReadOnlyList<ProviderEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        foreach (var calendar in await store.NoteAsync(diary, events, cancellationToken))
        {
            changes.Announce(calendar);
        }
    }

    /// <summary>The diary of a calendar shall be read soon: it has been linked, or has changed. Returns at once.</summary>
    public void Request(CalendarId calendar) => queue.Request(calendar);

    /// <summary>
    /// Reads a diary for which the lease has been taken already. Nobody else can: whoever is here on behalf of a caller waits until the lease
    /// is given back, so to wait for them in turn would keep everybody waiting until it ends.
    /// </summary>
    public async Task ReadAsync(MirrorLease lease)
    {
        var mine = new Lazy<Task>(() => ReadLeasedAsync(lease));
        var isFirst = _reading.TryAdd(lease.Link, mine);
        try
        {
            await mine.Value;
        }
        finally
        {
            if (isFirst)
            {
                _reading.TryRemove(new(lease.Link, mine));
            }
        }
    }

    private async Task<MirrorState> FreshenAsync(
        BookableCalendar calendar, List<DiaryLink> old, Instant neededUntil, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(old.Select(diary => JoinAsync(diary, () => FreshenAsync(diary, neededUntil))))
                .WaitAsync(options.Value.Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogSlow(calendar.Id.Value);
        }

        return StateOf(calendar, time.GetInstant());
    }

    // The read belongs to everybody who waits for it, so none of them can cancel it; the process' end does.
    private async Task JoinAsync(DiaryLink diary, Func<Task> read)
    {
        var mine = new Lazy<Task>(read);
        var reading = _reading.GetOrAdd(diary, mine);
        try
        {
            await reading.Value;
        }
        finally
        {
            _reading.TryRemove(new(diary, reading));
        }
    }

    private async Task FreshenAsync(DiaryLink diary, Instant neededUntil)
    {
        var stopping = lifetime.ApplicationStopping;
        for (var waited = TimeSpan.Zero; waited < options.Value.LongestRead; waited += LookForOthersEvery)
        {
            var now = time.GetUtcNow();
            var count = changes.CountOf(diary.CalendarId);
            var row = await store.FindAsync(diary, now, stopping);
            Remember(diary, row, count);
            if (row is { IsPausing: true, IsBeingRead: false } || IsGood(diary, neededUntil, Instant.FromDateTimeOffset(now)))
            {
                return;
            }

            if (row is not { IsBeingRead: true })
            {
                if (await store.TryLeaseAsync(diary, options.Value.LongestRead * 1.5, now, stopping) is { } lease)
                {
                    await ReadLeasedAsync(lease);
                    return;
                }

                if (row is null && await store.FindAsync(diary, now, stopping) is null)
                {
                    // Not linked that way any more: whoever asked will notice by the version of the settings.
                    return;
                }
            }

            await Task.Delay(LookForOthersEvery, time, stopping);
        }
    }

    private async Task ReadLeasedAsync(MirrorLease lease)
    {
        await reader.ReadAsync(lease, lifetime.ApplicationStopping);
        var count = changes.CountOf(lease.Link.CalendarId);
        Remember(lease.Link, await store.FindAsync(lease.Link, time.GetUtcNow(), lifetime.ApplicationStopping), count);
    }

    private void Remember(DiaryLink diary, MirrorRow? row, long count)
    {
        if (_known.Count >= MostDiaries)
        {
            _known.Clear();
        }

        _known[diary] = new Known(ToInstant(row?.SyncedAt), ToInstant(row?.WindowTo), row?.IsPausing == true, count, time.GetTimestamp());
    }

    // A diary that cannot be read just now is as good as it gets until its row says otherwise.
    private bool IsGood(DiaryLink diary, Instant neededUntil, Instant now) =>
        _known.TryGetValue(diary, out var known)
        && ((known.SyncedAt is { } at && now - at < Duration.FromTimeSpan(options.Value.FreshFor) && known.WindowTo >= neededUntil)
            || (known.IsPausing && known.Count == changes.CountOf(diary.CalendarId) && time.GetElapsedTime(known.LookedAt) < LookAgainAfter));

    private MirrorState StateOf(BookableCalendar calendar, Instant now)
    {
        var neededUntil = now + Duration.FromDays(calendar.Settings.HorizonDays);
        Instant? oldest = Instant.MaxValue;
        var isWhole = true;
        foreach (var diary in calendar.BusyDiaries)
        {
            var known = _known.GetValueOrDefault(diary);
            oldest = known?.SyncedAt is { } at && oldest is { } other ? Instant.Min(at, other) : null;
            isWhole &= known?.WindowTo >= neededUntil;
        }

        return MirrorState.Of(oldest, isWhole, now, options.Value);
    }

    private static Instant? ToInstant(DateTimeOffset? at) => at is { } known ? Instant.FromDateTimeOffset(known) : null;

    [LoggerMessage(LogLevel.Information, "A diary that calendar {Calendar} needs is still being read: what is known of it has to do")]
    private partial void LogSlow(Guid calendar);

    private sealed record Known(Instant? SyncedAt, Instant? WindowTo, bool IsPausing, long Count, long LookedAt);
}
