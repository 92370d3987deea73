using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using PeteRental.Bench.Floors;
using PeteRental.Bench.Load;
using PeteRental.Bench.Scenarios;
using Spectre.Console;

namespace PeteRental.Bench.Scale;

/// <summary>Fills the system with as many workspaces as it is meant to serve and measures every read through the gateway.</summary>
internal static class ScaleCommand
{
    private const int Samples = 48;
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);
    private static readonly string[] Databases = ["agentsdb", "calendardb", "voicedb", "rentalsdb"];

    /// <summary>The command with its options.</summary>
    public static Command Describe()
    {
        var workspaces = new Option<int>("--workspaces") { Description = "Workspaces to fill in.", DefaultValueFactory = _ => 20_000 };
        var appointments = new Option<int>("--appointments") { Description = "Appointments, of all together.", DefaultValueFactory = _ => 1_000_000 };
        var largest = new Option<int>("--largest") { Description = "How many of them one workspace has.", DefaultValueFactory = _ => 20_000 };
        var calls = new Option<int>("--calls") { Description = "Telephone calls, of all together.", DefaultValueFactory = _ => 500_000 };
        var rentals = new Option<int>("--rentals") { Description = "Homes for rent, of all together.", DefaultValueFactory = _ => 2_000_000 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds to measure each read at each step.", DefaultValueFactory = _ => 3 };
        var inFlight = new Option<int[]>("--in-flight") { Description = "How many requests at a time.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 8] };
        var only = new Option<string?>("--only") { Description = "Only reads whose name begins so, such as calls." };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var hold = new Option<bool>("--hold") { Description = "Then waits for Enter, and tells where the databases are." };
        var command = new Command("scale", "Measures every read on a full system.") { workspaces, appointments, largest, calls, rentals, seconds, inFlight, only, json, hold };
        command.SetAction((given, cancellationToken) => RunAsync(
            new ScalePlan(
                given.GetValue(workspaces), given.GetValue(appointments), given.GetValue(largest), given.GetValue(calls), given.GetValue(rentals),
                TimeSpan.FromSeconds(given.GetValue(seconds)), given.GetValue(inFlight)!, given.GetValue(only), given.GetValue(hold)),
            given.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ScalePlan plan, FileInfo? json, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(Assembly.Load("PeteRental.AppHost").EntryPoint!.DeclaringType!, cancellationToken);
        LiftLimits(builder);
        await using var app = await builder.BuildAsync(cancellationToken);
        await AnsiConsole.Status().StartAsync("starting the system", async _ =>
        {
            await app.StartAsync(cancellationToken);
            await app.WaitForAllHealthyAsync(cancellationToken);
        });
        var landscape = new Landscape(plan, TimeProvider.System.GetUtcNow());
        await FillAsync(app, plan, landscape, cancellationToken);
        var figures = await AnsiConsole.Status().StartAsync("signing in", status =>
            MeasureAsync(app, plan, landscape, what => status.Status(Markup.Escape(what)), cancellationToken));
        var report = new ScaleReport(
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}", RuntimeInformation.FrameworkDescription,
            TimeProvider.System.GetUtcNow(), await TablesAsync(app, cancellationToken), figures);
        report.Print();
        if (json is not null)
        {
            await report.SaveAsync(json.FullName);
        }

        if (plan.Hold)
        {
            await HoldAsync(app, cancellationToken);
        }

        return figures.All(read => read.Measured.Errors == 0) ? 0 : 1;
    }

    // All requests come from one address, and many of one workspace. The buckets are asked as ever, they only hold more.
    internal static void LiftLimits(IDistributedApplicationTestingBuilder builder)
    {
        var gateway = builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == "gateway"));
        foreach (var bucket in new[] { "Workspace", "Address" })
        {
            gateway.WithEnvironment($"Limits__{bucket}__PerSecond", "1000000").WithEnvironment($"Limits__{bucket}__Burst", "1000000");
        }
    }

    private static Task FillAsync(DistributedApplication app, ScalePlan plan, Landscape landscape, CancellationToken cancellationToken) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                await using var agents = new BulkCopy((await app.GetConnectionStringAsync("agentsdb", cancellationToken))!, progress);
                await AgentsFill.RunAsync(agents, landscape, cancellationToken);
                if (!plan.IsOfRentalsOnly)
                {
                    await FactsFill.RunAsync(agents, landscape, cancellationToken);
                    await using var calendar = new BulkCopy((await app.GetConnectionStringAsync("calendardb", cancellationToken))!, progress);
                    await CalendarFill.RunAsync(calendar, landscape, cancellationToken);
                    await using var voice = new BulkCopy((await app.GetConnectionStringAsync("voicedb", cancellationToken))!, progress);
                    await VoiceFill.RunAsync(voice, landscape, cancellationToken);
                }

                await using var rentals = new BulkCopy((await app.GetConnectionStringAsync("rentalsdb", cancellationToken))!, progress);
                await RentalsFill.RunAsync(rentals, landscape, plan.Rentals, plan.Largest, cancellationToken);
            });

    private static async Task<List<ReadFigures>> MeasureAsync(
        DistributedApplication app, ScalePlan plan, Landscape landscape, Action<string> say, CancellationToken cancellationToken)
    {
        using var gateway = app.CreateHttpClient("gateway");
        using var sandbox = app.CreateHttpClient("sandbox");
        var members = new List<ScaleMember>();
        foreach (var rank in SampleRanks(plan.Workspaces))
        {
            members.Add(await ScaleMember.SignInAsync(gateway, sandbox, landscape.Workspaces[rank], cancellationToken));
        }

        using var http = new HttpLoad(gateway.BaseAddress!);
        using var webhook = new HttpLoad(new Uri(gateway.BaseAddress!, "/vapi/webhook"));
        var ways = new Ways(http, webhook);
        await using var hop = await BareHop.StartAsync(BareHop.LargestReply);
        using var bare = new HttpLoad(hop.Address);
        await using var lookups = new LookupFloors((await app.GetConnectionStringAsync("rentalsdb", cancellationToken))!, landscape.Workspaces[0].Id);
        var reads = Reads.All(landscape.Now).Where(read => plan.Includes(read.Name)).ToList();
        var all = reads.SelectMany(read => Asked(read, members)).ToList();
        say("warming up");
        await LoadGenerator.RunAsync("warm-up", 8, FirstWarmUp, WarmUp, (worker, turn, token) => ways.AskAsync(all[(worker + (8 * turn)) % all.Count], token), cancellationToken);
        var figures = new List<ReadFigures>();
        var floors = new HopFloors(bare);
        foreach (var read in reads)
        {
            say(read.Name);
            figures.AddRange(await MeasureAsync(read, members, ways, floors, lookups, plan, cancellationToken));
        }

        return figures;
    }

    private static async Task<List<ReadFigures>> MeasureAsync(
        Read read, List<ScaleMember> members, Ways ways, HopFloors floors, LookupFloors lookups, ScalePlan plan, CancellationToken cancellationToken)
    {
        var figures = new List<ReadFigures>();
        foreach (var (who, asked) in new[] { ("largest", Asked(read, members.Take(1))), ("others", Asked(read, members.Skip(1))) })
        {
            if (asked.Count == 0)
            {
                continue;
            }

            var bytes = (await ways.SendAsync(asked[0], cancellationToken))?.Length ?? 0;
            foreach (var clients in plan.InFlight)
            {
                var floor = await floors.FindAsync(bytes, clients, cancellationToken);
                var lookup = await lookups.FindAsync(clients, cancellationToken);
                var measured = await LoadGenerator.RunAsync(
                    read.Name, clients, WarmUp, plan.Duration, (worker, turn, token) => ways.AskAsync(asked[(worker + (clients * turn)) % asked.Count], token), cancellationToken);
                figures.Add(new ReadFigures(who, bytes, measured, floor, lookup));
            }
        }

        return figures;
    }

    private static List<Question> Asked(Read read, IEnumerable<ScaleMember> members) =>
    [
        .. members.Select(member => (member, path: read.PathOf(member))).Where(asked => asked.path is not null)
            .Select(asked => new Question(
                asked.path!, read.Tool is null ? asked.member.Authorization : asked.member.Workspace.WebhookSecret, System.Text.Encoding.UTF8.GetBytes(read.Marker),
                read.Tool is { } tool ? BodyOf(asked.member, tool, asked.path!) : null)),
    ];

    // The largest, and the others evenly over the orders of magnitude of their rank: small ones are many, large ones are asked often.
    private static IEnumerable<int> SampleRanks(int workspaces) => Enumerable.Range(0, Samples)
        .Select(sample => Math.Min(workspaces - 1, (int)Math.Pow(workspaces - 1, sample / (Samples - 1.0)))).Prepend(0).Distinct();

    private static async Task<List<FilledTable>> TablesAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        var tables = new List<FilledTable>();
        foreach (var name in Databases)
        {
            await using var database = NpgsqlDataSource.Create((await app.GetConnectionStringAsync(name, cancellationToken))!);
            await using var command = database.CreateCommand(
                """
                SELECT relname, reltuples::bigint, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class
                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 0 ORDER BY 3 DESC
                """);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Add(new FilledTable(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
            }
        }

        return tables;
    }

    private static async Task HoldAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        foreach (var name in Databases)
        {
            AnsiConsole.WriteLine($"{name}: {await app.GetConnectionStringAsync(name, cancellationToken)}");
        }

        await Console.In.ReadLineAsync(cancellationToken);
    }

    private static byte[] BodyOf(ScaleMember member, string tool, string arguments) => WebhookBody.OfToolCall(
        FilledWorkspace.AssistantOf(member.Workspace.Agents[0]), $"scale-{member.Workspace.Rank}", "call_1", tool, JsonNode.Parse(arguments)!.AsObject());

    /// <summary>What is asked, and of whom.</summary>
    /// <param name="Path">Of a read.</param>
    /// <param name="Authorization">The member's header, or the line's secret.</param>
    /// <param name="Marker">Part of every proper reply.</param>
    /// <param name="Body">Of a tool call; null for a read.</param>
    private sealed record Question(string Path, string Authorization, byte[] Marker, byte[]? Body);

    /// <summary>The two ways to ask: as a member, and as Vapi.</summary>
    private sealed record Ways(HttpLoad Reads, HttpLoad Webhook)
    {
        public Task<byte[]?> SendAsync(Question question, CancellationToken cancellationToken) => question.Body is { } body
            ? Webhook.PostAsync(body, ("X-Vapi-Secret", question.Authorization), cancellationToken)
            : Reads.GetAsync(question.Path, question.Authorization, cancellationToken);

        public async Task<bool> AskAsync(Question question, CancellationToken cancellationToken) =>
            await SendAsync(question, cancellationToken) is { } reply && reply.AsSpan().IndexOf(question.Marker) >= 0;
    }
}
