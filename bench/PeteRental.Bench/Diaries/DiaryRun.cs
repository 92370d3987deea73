using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;
using PeteRental.Bench.Load;
using PeteRental.Bench.Scenarios;

namespace PeteRental.Bench.Diaries;

/// <summary>The steps of one running system.</summary>
internal sealed class DiaryRun(DistributedApplication app, DiariesPlan plan, bool isCold, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a diary of this size takes to catch up with the bookings of one step.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient _gateway = app.CreateHttpClient("gateway");
    private readonly HttpClient _sandbox = app.CreateHttpClient("sandbox");
    private NpgsqlDataSource _database = null!;
    private HttpLoad _webhook = null!;
    private HttpLoad _bare = null!;
    private ProviderSide _provider = null!;
    private readonly List<Mailbox> _mailboxes = [];
    private string _bareQuery = "";

    /// <summary>What was measured.</summary>
    public List<DiaryFigures> Figures { get; } = [];

    /// <summary>Viewings booked in connected calendars.</summary>
    public int Booked { get; private set; }

    /// <summary>Appointments that overlap, after everything.</summary>
    public int Overlaps { get; private set; }

    /// <summary>Events that diaries should hold after everything, less those that they hold.</summary>
    public int EventsMissing { get; private set; }

    /// <summary>The longest that the diaries took to show all bookings of a step.</summary>
    public TimeSpan LongestWait { get; private set; }

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        _database = NpgsqlDataSource.Create((await app.GetConnectionStringAsync("calendardb", cancellationToken))!);
        _webhook = new HttpLoad(new Uri(_gateway.BaseAddress!, "/vapi/webhook"));
        _bare = new HttpLoad(_sandbox.BaseAddress!);
        _provider = new ProviderSide(_gateway, _sandbox);
        var first = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(2), TimeSpan.Zero);
        _bareQuery = $"/google/calendar/v3/calendars/primary/events?singleEvents=true&maxResults=2500&timeMin={Time(first)}&timeMax={Time(first.AddMinutes(15))}";
        say("making workspaces");
        var native = await MakeAsync("native", first, connected: false, cancellationToken);
        var linked = await MakeAsync("linked", first, connected: true, cancellationToken);
        var (ownOpenings, openings) = (new Availability(_webhook, native), new Availability(_webhook, linked));

        // Past what the diaries hold from the start, so that every slot that is asked for is free.
        var (ownBookings, bookings) = (new Booking(_webhook, native, first.AddDays(60)), new Booking(_webhook, linked, first.AddDays(60)));
        say("warming up");
        await LoadGenerator.RunAsync("warm-up", 4, FirstWarmUp / 2, WarmUp, ownBookings.AskAsync, cancellationToken);
        await LoadGenerator.RunAsync("warm-up", 4, FirstWarmUp, WarmUp, openings.AskAsync, cancellationToken);
        await LoadGenerator.RunAsync("warm-up", 4, FirstWarmUp / 2, WarmUp, bookings.AskAsync, cancellationToken);
        await CatchUpAsync(cancellationToken);
        foreach (var delay in plan.DelaysMs)
        {
            foreach (var mailboxes in plan.Mailboxes)
            {
                await StepAsync("get_availability", delay, mailboxes, isCold ? 1 : 0, ownOpenings.AskAsync, openings.AskAsync, cancellationToken);
                await StepAsync("set_appointment", delay, mailboxes, 1, ownBookings.AskAsync, bookings.AskAsync, cancellationToken);
                await CatchUpAsync(cancellationToken);
            }
        }

        Booked = bookings.Booked;
        if (isCold)
        {
            await RefreshAsync(ownOpenings, openings, cancellationToken);
        }

        Overlaps = await CountAsync(
            """
            SELECT count(*)::int FROM appointments a JOIN appointments b
              ON a.calendar_id = b.calendar_id AND a.id < b.id AND a.blocked && b.blocked
            WHERE a.status IN ('held', 'reserved', 'confirmed') AND b.status IN ('held', 'reserved', 'confirmed')
            """, cancellationToken);
        EventsMissing = _provider.Seeded + Booked - await _provider.CountEventsAsync(_mailboxes, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _webhook?.Dispose();
        _bare?.Dispose();
        _gateway.Dispose();
        _sandbox.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private async Task<List<BenchWorkspace>> MakeAsync(string name, DateTimeOffset first, bool connected, CancellationToken cancellationToken)
    {
        var workspaces = new List<BenchWorkspace>();
        for (var index = 0; index < plan.Mailboxes.Max(); index++)
        {
            workspaces.Add(await BenchWorkspace.CreateAsync(_gateway, _sandbox, $"{name}-{index}", isAlwaysOpen: true, cancellationToken));
            if (connected)
            {
                _mailboxes.Add(await _provider.ConnectAsync(workspaces[^1], first.AddHours(3), cancellationToken));
            }
        }

        return workspaces;
    }

    private async Task StepAsync(
        string name, int delay, int mailboxes, int providerCalls, RequestAsync native, RequestAsync linked, CancellationToken cancellationToken)
    {
        say($"{name}, {(isCold ? "cold" : "warm")}, provider {delay} ms, {mailboxes} mailboxes");
        await _provider.DelayAsync(TimeSpan.FromMilliseconds(delay), cancellationToken);

        // A step has to see a few answers however slow the provider is.
        var duration = plan.Duration + TimeSpan.FromMilliseconds(10 * delay);
        var bare = await LoadGenerator.RunAsync("bare call", mailboxes, WarmUp, plan.Duration + TimeSpan.FromMilliseconds(3 * delay), AskBareAsync, cancellationToken);
        var own = await LoadGenerator.RunAsync(name, mailboxes, WarmUp, plan.Duration, native, cancellationToken);
        var measured = await LoadGenerator.RunAsync(name, mailboxes, WarmUp, duration, linked, cancellationToken);
        Figures.Add(new DiaryFigures(isCold ? "cold" : "warm", delay, measured, own, bare, providerCalls));
    }

    private async Task<bool> AskBareAsync(int worker, int turn, CancellationToken cancellationToken) =>
        await _bare.GetAsync(_bareQuery, _mailboxes[worker % _mailboxes.Count].Authorization, cancellationToken) is { } reply
        && reply.AsSpan().IndexOf("\"items\""u8) >= 0;

    // Each mailbox once, one after the other: the token is expired then, so that a refused call, a new token and another call are waited for.
    private async Task RefreshAsync(Availability native, Availability linked, CancellationToken cancellationToken)
    {
        say("get_availability with a token refresh");
        await _provider.DelayAsync(TimeSpan.Zero, cancellationToken);
        var bare = await OnceAsync(AskBareAsync, cancellationToken);
        var own = await OnceAsync(native.AskAsync, cancellationToken);
        await _provider.ExpireTokensAsync(round: 1, cancellationToken);
        Figures.Add(new DiaryFigures("refresh", 0, await OnceAsync(linked.AskAsync, cancellationToken), own, bare, ProviderCalls: 3));
    }

    private async Task<LoadResult> OnceAsync(RequestAsync request, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        var errors = 0;
        for (var index = 0; index < _mailboxes.Count; index++)
        {
            var started = Stopwatch.GetTimestamp();
            errors += await request(index, 0, cancellationToken) ? 0 : 1;
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        latencies.Sort();
        double At(double quantile) => latencies[Math.Min(latencies.Count - 1, (int)(quantile * latencies.Count))];
        return new LoadResult("get_availability", 1, 1000 * latencies.Count / latencies.Sum(), At(0.5), At(0.95), At(0.99), At(1), latencies.Count, errors);
    }

    /// <summary>Waits until the diaries show every booking: the event writer would work on during the next step.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _provider.DelayAsync(TimeSpan.Zero, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await CountAsync("SELECT count(*)::int FROM event_writes WHERE sync_status = 'pending'", cancellationToken) is > 0 and var pending)
        {
            say($"waiting for {pending} events to be written");
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"{pending} events were not written within {Patience}.");
            }

            await look.WaitForNextTickAsync(cancellationToken);
        }

        LongestWait = TimeSpan.FromTicks(Math.Max(LongestWait.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
    }

    private async Task<int> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        command.CommandTimeout = 120;
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string Time(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
