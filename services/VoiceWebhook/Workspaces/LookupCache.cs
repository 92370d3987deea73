using System.Collections.Concurrent;
using System.Text.Json;

namespace PeteRental.VoiceWebhook.Workspaces;

/// <summary>
/// Remembers answers in this process, so that a warm tool call asks nobody. Old answers are renewed in the background, one
/// question at a time for each key; while the one who knows is away, old answers go on to serve, without a wait. A second shelf
/// (Redis) lets a process that has just started serve too.
/// </summary>
internal sealed class LookupCache<TValue>(int most, RedisShelf<TValue>? shelf, TimeProvider time)
    where TValue : class
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Lock _room = new();

    /// <summary>The answer for a key, remembered or asked for.</summary>
    /// <param name="key">What is asked about.</param>
    /// <param name="ask">Asks the one who knows; null when there is none, an exception when it cannot be asked.</param>
    /// <param name="cancellationToken">Ends the wait, not the question: others may wait for it too.</param>
    public ValueTask<Lookup<TValue>> GetAsync(
        string key, Func<CancellationToken, Task<TValue?>> ask, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var slot = _slots.GetOrAdd(key, static _ => new Slot());
        Volatile.Write(ref slot.LastUsed, now.UtcTicks);
        if (slot.Known is not { } known)
        {
            return new ValueTask<Lookup<TValue>>(AskAsync(key, slot, ask, cancellationToken));
        }

        var age = now - known.At;
        if (!known.IsDoubtful && age < (known.Value is null ? Freshness.Negative : Freshness.Fresh))
        {
            return ValueTask.FromResult(new Lookup<TValue>(known.Value, false));
        }

        var isPaused = now.UtcTicks < Volatile.Read(ref slot.PausedUntil);
        if (known.Value is not null && (isPaused ? age < Freshness.Longest : !known.IsDoubtful && age < Freshness.MustAsk))
        {
            _ = isPaused ? null : RenewAsync(key, slot, ask);
            return ValueTask.FromResult(new Lookup<TValue>(known.Value, false));
        }

        return new ValueTask<Lookup<TValue>>(AskAsync(key, slot, ask, cancellationToken));
    }

    /// <summary>True when an answer is remembered for this key: a good one, new or old, or a "there is none" that still counts.</summary>
    public bool Remembers(string key) =>
        _slots.TryGetValue(key, out var slot) && slot.Known is { } known
        && (known.Value is not null || (!known.IsDoubtful && time.GetUtcNow() - known.At < Freshness.Negative));

    /// <summary>Lets the matching answers be asked for again before they are used, unless the one who knows is away.</summary>
    public void Doubt(Func<TValue, bool> matches) => Change(matches, static known => known with { IsDoubtful = true });

    /// <summary>Forgets the matching answers altogether.</summary>
    public void Forget(Func<TValue, bool> matches) => Change(matches, static _ => null);

    // "There is none" is forgotten in any case: what changed may be that now there is one.
    private void Change(Func<TValue, bool> matches, Func<Answer, Answer?> change)
    {
        foreach (var (key, slot) in _slots)
        {
            var known = slot.Known;
            if (known?.Value is null)
            {
                Interlocked.Increment(ref slot.Version);
                slot.Known = null;
            }
            else if (matches(known.Value))
            {
                Interlocked.Increment(ref slot.Version);
                slot.Known = change(known);
                shelf?.Remove(key);
            }
        }
    }

    private async Task<Lookup<TValue>> AskAsync(
        string key, Slot slot, Func<CancellationToken, Task<TValue?>> ask, CancellationToken cancellationToken)
    {
        var renewal = RenewAsync(key, slot, ask);
        if (slot.Known?.Value is not { } old)
        {
            return await renewal.WaitAsync(cancellationToken);
        }

        try
        {
            return await renewal.WaitAsync(Freshness.Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            PauseAsking(slot);
            return new Lookup<TValue>(old, false);
        }
    }

    private Task<Lookup<TValue>> RenewAsync(string key, Slot slot, Func<CancellationToken, Task<TValue?>> ask)
    {
        lock (slot)
        {
            return slot.Renewal is { IsCompleted: false } running ? running : slot.Renewal = RenewOnceAsync(key, slot, ask);
        }
    }

    private async Task<Lookup<TValue>> RenewOnceAsync(string key, Slot slot, Func<CancellationToken, Task<TValue?>> ask)
    {
        await Task.Yield();
        var version = Volatile.Read(ref slot.Version);
        var shelved = slot.Known is null && shelf is not null ? await shelf.FindAsync(key) : null;
        if (shelved is { } found && time.GetUtcNow() - found.At < Freshness.Fresh)
        {
            return Keep(slot, version, new Answer(found.Value, found.At, false));
        }

        try
        {
            using var limit = new CancellationTokenSource(Freshness.AskLimit, time);
            var answer = new Answer(await ask(limit.Token), time.GetUtcNow(), false);
            shelf?.Put(key, answer.Value, answer.At);
            return Keep(slot, version, answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            PauseAsking(slot);
            var old = slot.Known ?? (shelved is { } aged ? new Answer(aged.Value, aged.At, false) : null);
            return old?.Value is not null && time.GetUtcNow() - old.At < Freshness.Longest
                ? Keep(slot, version, old)
                : new Lookup<TValue>(null, true);
        }
    }

    private void PauseAsking(Slot slot) => Volatile.Write(ref slot.PausedUntil, (time.GetUtcNow() + Freshness.Pause).UtcTicks);

    private Lookup<TValue> Keep(Slot slot, int version, Answer answer)
    {
        // An answer to a question asked before something changed may be the old one: use it now, ask again next time.
        slot.Known = version == Volatile.Read(ref slot.Version) ? answer : answer with { IsDoubtful = true };
        if (_slots.Count > most && _room.TryEnter())
        {
            try
            {
                MakeRoom();
            }
            finally
            {
                _room.Exit();
            }
        }

        return new Lookup<TValue>(answer.Value, false);
    }

    // Random keys of an attacker go first, then what has not been used for the longest time.
    private void MakeRoom()
    {
        var victims = _slots
            .Select(entry => (entry.Key, IsGood: entry.Value.Known?.Value is not null, LastUsed: Volatile.Read(ref entry.Value.LastUsed)))
            .OrderBy(entry => entry.IsGood)
            .ThenBy(entry => entry.LastUsed)
            .Take(Math.Max(1, most / 4))
            .ToList();
        foreach (var (key, _, _) in victims)
        {
            _slots.TryRemove(key, out _);
        }
    }

    /// <summary>What was answered and when. A doubtful answer is only used when a better one cannot be had.</summary>
    private sealed record Answer(TValue? Value, DateTimeOffset At, bool IsDoubtful);

    private sealed class Slot
    {
        public volatile Answer? Known;
        public int Version;
        public long LastUsed;
        public long PausedUntil;
        public Task<Lookup<TValue>>? Renewal;
    }
}
