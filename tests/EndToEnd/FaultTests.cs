using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using PeteRental.Contracts.Events;

namespace PeteRental.EndToEnd;

/// <summary>Bad days. Each test breaks a deployment of its own class and leaves it whole again.</summary>
public sealed class FaultTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(100);

    [Theory]
    [InlineData("calendar")]
    [InlineData("voicewebhook")]
    [InlineData("agents")]
    [InlineData("gateway")]
    [InlineData("messaging")]
    [InlineData("cache")]
    [InlineData("postgres")]
    public async Task Killed_in_the_middle_of_a_load_it_comes_back_and_nothing_is_lost_or_doubled(string resource)
    {
        var workspace = await deployment.CreateWorkspaceAsync(ManyShortSlots);
        using var end = new CancellationTokenSource();
        var load = new BookingLoad(workspace);
        var running = load.RunAsync(clients: 8, end.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(load.Booked.Count > 50), "the load is under way");

        await deployment.App.KillAsync(resource);
        var since = Stopwatch.StartNew();
        await deployment.WaitUntilHealthyAsync(Recovery);
        Assert.True(since.Elapsed < Recovery);
        var before = load.Booked.Count;
        await Eventually.HoldsAsync(() => Task.FromResult(load.Booked.Count > before + 50), "bookings go on after the recovery");
        await end.CancelAsync();
        await running;

        Assert.Equal(0, await deployment.CountOverlapsAsync());
        await ExpectEachOnceAsync(workspace, load.Booked);
    }

    [Theory]
    [InlineData("messaging")]
    [InlineData("cache")]
    public async Task Bookings_go_on_while_it_is_away(string resource)
    {
        var workspace = await deployment.CreateWorkspaceAsync(Workspace.OpenAlways);
        var openings = await workspace.OpeningsAsync();
        await deployment.App.StopResourceAsync(resource);
        try
        {
            for (var turn = 0; turn < 5; turn++)
            {
                var watch = Stopwatch.StartNew();
                var spoken = await workspace.BookAsync(openings[(turn * 4) + 8]);
                Assert.True(spoken.IsBooked, spoken.Words);
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
            }
        }
        finally
        {
            await deployment.App.StartResourceAsync(resource);
        }

        await deployment.WaitUntilHealthyAsync(Recovery);
        await Eventually.HoldsAsync(() => Task.FromResult(deployment.Events.Of<AppointmentBooked>(workspace.Id).Count == 5), "all five bookings are announced once");
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("calendar")]
    public async Task While_it_is_away_the_caller_hears_an_apology_in_time(string resource)
    {
        var workspace = await deployment.CreateWorkspaceAsync(Workspace.OpenAlways);
        // Not the next one: it may be over before everything is back.
        var start = (await workspace.OpeningsAsync())[8];
        await workspace.CallAsync("get_availability", []);
        await deployment.App.StopResourceAsync(resource);
        try
        {
            var watch = Stopwatch.StartNew();
            var spoken = await workspace.BookAsync(start, "call-away", "call_away");

            Assert.NotNull(spoken.Error);
            Assert.Matches("sorry", spoken.Error);
            Assert.DoesNotMatch("(?i)exception|postgres|database|http|timeout", spoken.Error);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
        }
        finally
        {
            await deployment.App.StartResourceAsync(resource);
        }

        await deployment.WaitUntilHealthyAsync(Recovery);
        var again = await workspace.BookAsync(start, "call-away", "call_away");
        Assert.True(again.IsBooked, again.Words);
    }

    [Fact]
    public async Task A_hung_calendar_is_not_waited_for_longer_than_a_caller_would()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        using (await deployment.App.HangAsync("calendar"))
        {
            var watch = Stopwatch.StartNew();
            var spoken = await workspace.CallAsync("set_appointment", new JsonObject
            {
                ["property_address"] = "118 Birchwood Ave",
                ["start_time"] = openings[0].ToString("O"),
                ["attendee_name"] = "Pat Caller",
            });

            Assert.NotNull(spoken.Error);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10.5), $"It took {watch.Elapsed}.");
        }

        await deployment.WaitUntilHealthyAsync(Recovery);
    }

    [Fact]
    public async Task A_save_that_dies_in_the_middle_is_finished_by_itself()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var account = new VapiAccount(deployment);
        using var fault = await deployment.Sandbox.PostAsJsonAsync("/control/faults", new { target = "vapi/tool", delay_ms = 1500, times = 4 });
        fault.EnsureSuccessStatusCode();
        var save = workspace.TrySendAsync(HttpMethod.Post, "/workspace", new { vapi_api_key = account.Key });
        await Eventually.HoldsAsync(
            async () => await deployment.QueryAsync<long>("agentsdb", "SELECT count(*) FROM vapi_accounts WHERE workspace_id = @Id", new { workspace.Id }) == 1,
            "the account is stored");

        await deployment.App.KillAsync("agents");
        using var answer = await save;

        await deployment.WaitUntilHealthyAsync(Recovery);
        await Eventually.HoldsAsync(
            async () => (await workspace.GetAsync("/workspace"))["agents"]!.AsArray().All(agent => agent!["sync_status"]!.GetValue<string>() == "synced"),
            "both agents are at Vapi");
        Assert.Equal(2, (await account.ListAsync("assistant")).Count);
        Assert.Equal(8, (await account.ListAsync("tool")).Count);
    }

    /// <summary>More slots than a load can book while something is away.</summary>
    private static void ManyShortSlots(JsonObject settings)
    {
        Workspace.OpenAlways(settings);
        settings["duration_minutes"] = 15;
        settings["horizon_days"] = 365;
    }

    private async Task ExpectEachOnceAsync(Workspace workspace, IReadOnlyCollection<string> calls)
    {
        await Eventually.HoldsAsync(
            () => Task.FromResult(calls.Except(Announced()).Take(1).ToList().Count == 0), "every booking that was confirmed is announced");
        var announced = Announced().ToList();
        Assert.Equal(announced.Count, announced.Distinct().Count());

        // The last answers may have been lost on their way, so there may be a booking that its caller does not know of yet; never one
        // without an event, and never an event without a booking.
        await Eventually.HoldsAsync(
            async () => await deployment.QueryAsync<long>("calendardb", "SELECT count(*) FROM appointments WHERE workspace_id = @id", new { id = workspace.Id }) == Announced().Count(),
            "there are as many bookings as announcements");

        IEnumerable<string> Announced() => deployment.Events.Of<AppointmentBooked>(workspace.Id).Select(fact => fact.Appointment.CallId!);
    }

    /// <summary>Callers who book one slot after the other, and ask again when the line breaks, as Vapi does.</summary>
    private sealed class BookingLoad(Workspace workspace)
    {
        // A load that takes the whole machine would show how it recovers from that.
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

        private int _nextSlot;

        public ConcurrentQueue<string> Booked { get; } = new();

        public async Task RunAsync(int clients, CancellationToken end)
        {
            var first = (await workspace.OpeningsAsync())[0].AddDays(1);
            await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
            {
                using var pace = new PeriodicTimer(Pace);
                while (!end.IsCancellationRequested)
                {
                    var start = first.AddMinutes(15 * Interlocked.Increment(ref _nextSlot));
                    await BookUntilAnsweredAsync($"call-{Guid.CreateVersion7():N}", start, pace, end);
                }
            })));
        }

        private async Task BookUntilAnsweredAsync(string call, DateTimeOffset start, PeriodicTimer pace, CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                await pace.WaitForNextTickAsync(CancellationToken.None);
                try
                {
                    using var response = await workspace.PostBookingAsync(start, call, $"tool-{call}");
                    if (response.IsSuccessStatusCode)
                    {
                        var result = JsonNode.Parse(await response.Content.ReadAsStringAsync(end))!["results"]![0]!;
                        if (result["result"] is { } words)
                        {
                            if (words.GetValue<string>().Contains("booked", StringComparison.OrdinalIgnoreCase))
                            {
                                Booked.Enqueue(call);
                            }

                            return;
                        }
                    }
                }
                catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
                {
                    // The line broke. The same call asks again.
                    continue;
                }
            }
        }
    }
}
