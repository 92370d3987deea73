using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.EndToEnd;

/// <summary>Many clients at once, at random: the diary stays without overlaps and every success is announced exactly once.</summary>
public sealed class ConcurrencyTests(Deployment deployment)
{
    private const int Clients = 32;

    // By far more than two days have room for, so that most of them are refused, moved or called off.
    private const int TurnsOfEach = 30;

    [Fact]
    public async Task Random_bookings_moves_and_cancellations_never_overlap_and_each_is_announced_once()
    {
        var workspace = await deployment.CreateWorkspaceAsync(Workspace.OpenAlways);
        var tally = new Tally();

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => LiveAsync(workspace, client, tally))));

        Assert.Equal(0, await deployment.CountOverlapsAsync());
        Assert.NotEmpty(tally.Booked);
        await Eventually.HoldsAsync(
            () => Task.FromResult(deployment.Events.Of<AppointmentBooked>(workspace.Id).Count >= tally.Booked.Count), "every booking is announced");
        var announced = deployment.Events.Of<AppointmentBooked>(workspace.Id).Select(fact => fact.Appointment.CallId!).Order().ToList();
        Assert.Equal(tally.Booked.Order(), announced);
        Assert.Equal(
            tally.Booked.Count,
            await deployment.QueryAsync<long>("calendardb", "SELECT count(*) FROM appointments WHERE workspace_id = @id", new { id = workspace.Id }));
        await Eventually.HoldsAsync(
            () => Task.FromResult(deployment.Events.Of<AppointmentCancelled>(workspace.Id).Count == tally.Cancelled && deployment.Events.Of<AppointmentRescheduled>(workspace.Id).Count == tally.Moved),
            "every move and every cancellation is announced once");
    }

    /// <summary>One caller: books somewhere in two crowded days, then now and then moves or calls off what was booked.</summary>
    private static async Task LiveAsync(Workspace workspace, int client, Tally tally)
    {
        var random = new Random(client);
        var day = new DateTimeOffset((await workspace.OpeningsAsync())[0].AddDays(2).Date, TimeSpan.Zero);
        for (var turn = 0; turn < TurnsOfEach; turn++)
        {
            var call = $"call-{client}-{turn}";
            var caller = $"+1405{client:000}{turn:0000}";
            if (!(await workspace.BookAsync(Anywhere(), call, caller: caller)).IsBooked)
            {
                continue;
            }

            tally.Booked.Add(call);
            if (random.Next(3) == 0)
            {
                var moved = await workspace.CallAsync("reschedule_appointment", new JsonObject { ["start_time"] = Anywhere().ToString("O") }, call, caller: caller);
                tally.CountMove(moved);
            }

            if (random.Next(2) == 0)
            {
                tally.CountCancellation(await workspace.CallAsync("cancel_appointment", [], call, caller: caller));
            }
        }

        // Any minute, not only the grid's: most pairs overlap in part.
        DateTimeOffset Anywhere() => day.AddMinutes(random.Next(2 * 24 * 60));
    }

    private sealed class Tally
    {
        private int _moved;
        private int _cancelled;

        public ConcurrentBag<string> Booked { get; } = [];

        public int Moved => _moved;

        public int Cancelled => _cancelled;

        // A refused move offers other times and so ends in a question; one that was done does not.
        public void CountMove(Spoken spoken) => Count(ref _moved, spoken.Result?.Contains("moved", StringComparison.OrdinalIgnoreCase) == true);

        public void CountCancellation(Spoken spoken) => Count(ref _cancelled, spoken.Result?.Contains("cancel", StringComparison.OrdinalIgnoreCase) == true);

        private static void Count(ref int count, bool isDone)
        {
            if (isDone)
            {
                Interlocked.Increment(ref count);
            }
        }
    }
}
