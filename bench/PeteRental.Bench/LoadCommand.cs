using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;
using PeteRental.Bench.Floors;
using PeteRental.Bench.Load;
using PeteRental.Bench.Reporting;
using PeteRental.Bench.Scenarios;
using Spectre.Console;

namespace PeteRental.Bench;

/// <summary>What to measure.</summary>
/// <param name="Duration">How long each step is measured, after its warm-up.</param>
/// <param name="InFlight">The steps: how many requests at a time.</param>
/// <param name="Only">One tool, or null for all.</param>
internal sealed record LoadPlan(TimeSpan Duration, IReadOnlyList<int> InFlight, string? Only)
{
    public bool Includes(string tool) => Only is null || Only == tool;
}

/// <summary>Starts the whole system, loads it through the gateway, and takes each floor right beside what stands on it.</summary>
internal static class LoadCommand
{
    private const int Workspaces = 32;
    private const int WarmUpInFlight = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>The budgets are of a warm system; the compiler takes its time to see which code is hot.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(12);

    public static async Task<int> RunAsync(LoadPlan plan, FileInfo? json, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(
            Assembly.Load("PeteRental.AppHost").EntryPoint!.DeclaringType!, cancellationToken);
        await using var app = await builder.BuildAsync(cancellationToken);
        var report = await AnsiConsole.Status().StartAsync("starting the system", async status =>
        {
            await app.StartAsync(cancellationToken);
            await app.WaitForAllHealthyAsync(cancellationToken);
            return await MeasureAsync(app, plan, what => status.Status(what), cancellationToken);
        });
        report.Print();
        if (json is not null)
        {
            await report.SaveAsync(json.FullName);
        }

        return report.Overlaps == 0 && report.Comparisons.All(comparison => comparison.Measured.Errors == 0) ? 0 : 1;
    }

    private static async Task<Report> MeasureAsync(DistributedApplication app, LoadPlan plan, Action<string> say, CancellationToken cancellationToken)
    {
        say("making workspaces");
        using var gateway = app.CreateHttpClient("gateway");
        using var sandbox = app.CreateHttpClient("sandbox");
        using var webhook = new HttpLoad(new Uri(gateway.BaseAddress!, "/vapi/webhook"));
        var usual = await CreateAsync(gateway, sandbox, "usual", isAlwaysOpen: false, cancellationToken);
        var open = await CreateAsync(gateway, sandbox, "open", isAlwaysOpen: true, cancellationToken);
        var database = (await app.GetConnectionStringAsync("calendardb", cancellationToken))!;
        List<Comparison> comparisons =
        [
            .. plan.Includes("get_availability") ? await MeasureAvailabilityAsync(new Availability(webhook, usual), plan, say, cancellationToken) : [],
            .. plan.Includes("set_appointment")
                ? await MeasureBookingAsync(new Booking(webhook, open, FirstSlot(TimeProvider.System.GetUtcNow())), database, plan, say, cancellationToken)
                : [],
        ];
        return new Report(Machine(), RuntimeInformation.FrameworkDescription, TimeProvider.System.GetUtcNow(), await CountOverlapsAsync(database, cancellationToken), comparisons);
    }

    private static async Task<List<Comparison>> MeasureAvailabilityAsync(
        Availability availability, LoadPlan plan, Action<string> say, CancellationToken cancellationToken)
    {
        var comparisons = new List<Comparison>();
        var sample = await availability.SampleAsync(cancellationToken);
        await using var hop = await BareHop.StartAsync(sample.Length);
        using var bare = new HttpLoad(hop.Address);
        await using var way = await BareWay.StartAsync(sample.Length, database: null);
        using var bareWay = new HttpLoad(way.Address);
        var body = Encoding.UTF8.GetBytes(new string('x', availability.BodyBytes));
        say("get_availability, warming up");
        await LoadGenerator.RunAsync("warm-up", WarmUpInFlight, FirstWarmUp, WarmUp, availability.AskAsync, cancellationToken);
        foreach (var clients in plan.InFlight)
        {
            say($"get_availability, {clients} in flight");
            var floor = await PostAsync(bare, body, clients, plan, cancellationToken);
            var passed = await PostAsync(bareWay, body, clients, plan, cancellationToken);
            var measured = await LoadGenerator.RunAsync("get_availability", clients, WarmUp, plan.Duration, availability.AskAsync, cancellationToken);
            comparisons.Add(new Comparison(measured, "bare YARP hop", floor.PerSecond, floor.P50, passed.PerSecond));
        }

        return comparisons;
    }

    private static Task<LoadResult> PostAsync(HttpLoad floor, byte[] body, int clients, LoadPlan plan, CancellationToken cancellationToken) =>
        LoadGenerator.RunAsync(
            "floor", clients, WarmUp, plan.Duration, async (_, _, token) => await floor.PostAsync(body, null, token) is not null, cancellationToken);

    private static async Task<List<Comparison>> MeasureBookingAsync(
        Booking booking, string database, LoadPlan plan, Action<string> say, CancellationToken cancellationToken)
    {
        var comparisons = new List<Comparison>();
        var insert = new BareInsert(database);
        var (request, reply) = await booking.SampleAsync(cancellationToken);
        await using var way = await BareWay.StartAsync(reply.Length, database);
        using var bareWay = new HttpLoad(way.Address);
        say("set_appointment, warming up");
        await LoadGenerator.RunAsync("warm-up", WarmUpInFlight, FirstWarmUp, WarmUp, booking.AskAsync, cancellationToken);
        foreach (var clients in plan.InFlight)
        {
            say($"set_appointment, {clients} in flight");
            var (rate, latency) = await insert.RunAsync(clients, plan.Duration);
            var passed = await PostAsync(bareWay, request, clients, plan, cancellationToken);
            var measured = await LoadGenerator.RunAsync("set_appointment", clients, WarmUp, plan.Duration, booking.AskAsync, cancellationToken);
            comparisons.Add(new Comparison(measured, "bare INSERT", rate, latency, passed.PerSecond));
        }

        return comparisons;
    }

    private static async Task<IReadOnlyList<BenchWorkspace>> CreateAsync(
        HttpClient gateway, HttpClient sandbox, string name, bool isAlwaysOpen, CancellationToken cancellationToken)
    {
        var workspaces = new List<BenchWorkspace>();
        for (var index = 0; index < Workspaces; index++)
        {
            workspaces.Add(await BenchWorkspace.CreateAsync(gateway, sandbox, $"{name}-{index}", isAlwaysOpen, cancellationToken));
        }

        return workspaces;
    }

    private static DateTimeOffset FirstSlot(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(2), TimeSpan.Zero);

    private static string Machine() => $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}";

    private static async Task<int> CountOverlapsAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*)::int FROM appointments a JOIN appointments b
              ON a.calendar_id = b.calendar_id AND a.id < b.id AND a.blocked && b.blocked
            WHERE a.status IN ('held', 'reserved', 'confirmed') AND b.status IN ('held', 'reserved', 'confirmed')
            """, connection)
        { CommandTimeout = 120 };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
