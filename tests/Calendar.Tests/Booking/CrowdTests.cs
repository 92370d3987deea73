using System.Collections.Concurrent;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Booking;

/// <summary>Many at once, on both replicas.</summary>
public sealed class CrowdTests(CalendarHost host)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Random_bookings_moves_and_cancellations_never_overlap_and_each_is_announced_once()
    {
        var workspace = host.NewWorkspace();
        await workspace.OpenAlwaysAsync();
        var (booked, moved, cancelled) = (new ConcurrentBag<Guid>(), new ConcurrentBag<Guid>(), new ConcurrentBag<Guid>());
        using var end = new CancellationTokenSource(Duration);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(() => LiveAsync(client))));

        Assert.Equal(0, await host.CountOverlapsAsync());
        Assert.NotEmpty(moved);
        Assert.NotEmpty(cancelled);
        await CalendarHost.UntilAsync(() => Task.FromResult(
            host.Events.Of<AppointmentBooked>(workspace.Id).Count >= booked.Count
            && host.Events.Of<AppointmentRescheduled>(workspace.Id).Count >= moved.Count
            && host.Events.Of<AppointmentCancelled>(workspace.Id).Count >= cancelled.Count), "everything is announced");
        Assert.Equal(booked.Order(), host.Events.Of<AppointmentBooked>(workspace.Id).Select(fact => fact.Appointment.AppointmentId).Order());
        Assert.Equal(moved.Order(), host.Events.Of<AppointmentRescheduled>(workspace.Id).Select(fact => fact.Appointment.AppointmentId).Order());
        Assert.Equal(cancelled.Order(), host.Events.Of<AppointmentCancelled>(workspace.Id).Select(fact => fact.Appointment.AppointmentId).Order());

        async Task LiveAsync(int client)
        {
            var random = new Random(client);
            var mine = workspace.On(client % 2 == 0 ? host.Service : host.Replica);
            var phone = $"+1405555{client:0000}";
            while (!end.IsCancellationRequested)
            {
                var booking = await mine.CallAndBookAsync(Anywhere(random), phone: phone);
                if (booking.Outcome != VoiceOutcome.Booked)
                {
                    Assert.Equal(VoiceOutcome.SlotTaken, booking.Outcome);
                    continue;
                }

                var id = booking.Appointment!.AppointmentId;
                booked.Add(id);
                var move = await mine.MoveAsync(Anywhere(random), phone: phone, appointment: id.ToString());
                Assert.Contains(move.Outcome, new[] { VoiceOutcome.Rescheduled, VoiceOutcome.SlotTaken });
                if (move.Outcome == VoiceOutcome.Rescheduled && move.PreviousStart != move.Appointment!.StartTime)
                {
                    moved.Add(id);
                }

                if (random.Next(3) > 0)
                {
                    Assert.Equal(VoiceOutcome.Cancelled, (await mine.CallOffAsync(phone: phone, appointment: id.ToString())).Outcome);
                    cancelled.Add(id);
                }
            }
        }
    }

    [Fact]
    public async Task Crossing_moves_end_in_one_of_them_and_nobody_waits_for_a_deadlock()
    {
        var workspace = host.NewWorkspace();
        await workspace.OpenAlwaysAsync();
        var first = await workspace.CallAndBookAsync("tomorrow at 10 am", phone: "+14055550101");
        var second = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: "+14055550102");

        for (var hour = 4; hour < 9; hour++)
        {
            var crossing = await Task.WhenAll(
                workspace.MoveAsync($"tomorrow at {hour}:00 am", phone: "+14055550101"),
                workspace.On(host.Replica).MoveAsync($"tomorrow at {hour}:15 am", phone: "+14055550102"));
            Assert.Single(crossing, reply => reply.Outcome == VoiceOutcome.Rescheduled);
            Assert.Single(crossing, reply => reply.Outcome == VoiceOutcome.SlotTaken);
        }

        Assert.Equal((VoiceOutcome.Booked, VoiceOutcome.Booked), (first.Outcome, second.Outcome));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains("40P01", StringComparison.Ordinal));
        Assert.Equal(0, await host.CountOverlapsAsync());
    }

    [Fact]
    public async Task A_day_takes_as_many_viewings_as_the_settings_say_however_many_ask_at_once()
    {
        var workspace = host.NewWorkspace();
        await workspace.ChangeSettingsAsync(new { max_per_day = 3, buffer_after_minutes = 0 });

        var times = Enumerable.Range(0, 16).Select(slot => CalendarHost.Monday.AddDays(1).AddHours(-1).AddMinutes(30 * slot).ToString("O")).ToList();

        var replies = await Task.WhenAll(times.Select((time, slot) => workspace.On(slot % 2 == 0 ? host.Service : host.Replica)
            .CallAndBookAsync(time, phone: $"+1405555{slot:0000}")));

        Assert.Equal(3, replies.Count(reply => reply.Outcome == VoiceOutcome.Booked));
        var refused = replies.Where(reply => reply.Outcome == VoiceOutcome.FullDay).ToList();
        Assert.Equal(13, refused.Count);
        Assert.All(refused, reply => Assert.All(reply.Alternatives, slot => Assert.NotEqual(2, slot.StartTime.Day)));
        Assert.Empty(await workspace.OpeningsAsync("?date=2027-03-02"));

        // Neither a move nor a hold to a time that nobody has gets around the limit, and a cancellation makes room.
        var free = times.Where((_, slot) => replies[slot].Outcome == VoiceOutcome.FullDay).ToList();
        await workspace.CallAndBookAsync("Thursday at 10 am", phone: "+14055550199");
        Assert.Equal(VoiceOutcome.FullDay, (await workspace.MoveAsync(free[0], phone: "+14055550199")).Outcome);
        Assert.Equal("full_day", (await workspace.SendAsync(HttpMethod.Post, "/appointments/holds", new { start_time = free[0] })).Code);
        var winner = replies.First(reply => reply.Outcome == VoiceOutcome.Booked).Appointment!;
        await workspace.CallOffAsync(phone: winner.AttendeePhone);
        Assert.Equal(VoiceOutcome.Rescheduled, (await workspace.MoveAsync(free[1], phone: "+14055550199")).Outcome);
    }

    // A minute of two crowded days: most pairs overlap in part.
    private static string Anywhere(Random random) => CalendarHost.Monday.AddDays(2).AddMinutes(random.Next(2 * 24 * 60)).ToString("O");
}
