using System.Text.Json;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Booking;

public sealed class RepeatedRequestTests(CalendarHost host)
{
    [Fact]
    public async Task A_tool_call_delivered_five_times_at_once_and_again_later_books_once_and_answers_the_same()
    {
        var workspace = host.NewWorkspace();
        var (call, tool) = (Workspace.NewId(), "call_1");

        var atOnce = await Task.WhenAll(Enumerable.Range(0, 5).Select(turn =>
            workspace.On(turn % 2 == 0 ? host.Service : host.Replica).CallAndBookAsync("tomorrow at 2 pm", call, tool)));
        await workspace.ChangeSettingsAsync(new { closed_dates = new[] { "2027-03-02" } });
        var later = await workspace.CallAndBookAsync("tomorrow at 2 pm", call, tool);

        Assert.Equal(VoiceOutcome.Booked, later.Outcome);
        Assert.All(atOnce, reply => Assert.Equal(JsonSerializer.Serialize(later), JsonSerializer.Serialize(reply)));
        Assert.Equal(1, await workspace.CountAsync());
        var history = (await workspace.GetAsync($"/appointments/{later.Appointment!.AppointmentId}/history"))["history"]!.AsArray();
        Assert.Equal("booked", Assert.Single(history)!["action"]!.GetValue<string>());
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentBooked>(workspace.Id).Count > 0), "the booking is announced");
        Assert.Single(host.Events.Of<AppointmentBooked>(workspace.Id));
    }

    [Fact]
    public async Task A_booking_that_the_model_issues_again_under_new_ids_is_the_same_booking()
    {
        var workspace = host.NewWorkspace();
        var call = Workspace.NewId();

        var first = await workspace.CallAndBookAsync("tomorrow at 2 pm", call, "call_1", "118 Birchwood Ave., Apt. 4");
        var again = await Task.WhenAll(Enumerable.Range(2, 4).Select(turn =>
            workspace.CallAndBookAsync("2027-03-02T14:00:00-05:00", call, $"call_{turn}", "118 birchwood ave apt 4")));

        Assert.All(again, reply => Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(reply)));
        Assert.Equal(1, await workspace.CountAsync());
    }

    [Fact]
    public async Task Friday_morning_issued_twice_in_a_call_is_one_slot_and_in_two_calls_is_two()
    {
        var workspace = host.NewWorkspace();
        var call = Workspace.NewId();

        var first = await workspace.CallAndBookAsync("Friday morning", call, "call_1");
        var again = await Task.WhenAll(Enumerable.Range(2, 4).Select(turn => workspace.CallAndBookAsync("Friday morning", call, $"call_{turn}")));
        var somebodyElse = await workspace.CallAndBookAsync("Friday morning");

        Assert.Equal(new DateTimeOffset(2027, 3, 5, 9, 0, 0, TimeSpan.FromHours(-5)), first.Appointment!.StartTime);
        Assert.All(again, reply => Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(reply)));
        Assert.Equal(first.Appointment.StartTime.AddHours(1), somebodyElse.Appointment!.StartTime);
        Assert.Equal(2, await workspace.CountAsync());
    }

    [Fact]
    public async Task Callers_who_want_Friday_at_the_same_time_get_different_slots()
    {
        var workspace = host.NewWorkspace();
        await workspace.ChangeSettingsAsync(new { buffer_after_minutes = 0 });

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => workspace.CallAndBookAsync("Friday")));

        Assert.All(replies, reply => Assert.Equal(VoiceOutcome.Booked, reply.Outcome));
        Assert.Equal(6, replies.Select(reply => reply.Appointment!.StartTime).Distinct().Count());
    }

    [Fact]
    public async Task In_two_hours_said_again_a_moment_later_is_the_same_wish()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var workspace = host.NewWorkspace().On(service);
        var call = Workspace.NewId();

        var first = await workspace.CallAndBookAsync("in two hours", call, "call_1");
        clock.Advance(TimeSpan.FromSeconds(70));
        var again = await workspace.CallAndBookAsync("in two hours", call, "call_2");

        Assert.Equal(VoiceOutcome.Booked, first.Outcome);
        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
    }

    [Fact]
    public async Task A_refusal_is_repeated_too_even_when_the_time_has_become_free()
    {
        var workspace = host.NewWorkspace();
        var (call, tool) = (Workspace.NewId(), "call_1");
        var winner = await workspace.CallAndBookAsync("tomorrow at 2 pm");

        var refused = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => workspace.CallAndBookAsync("tomorrow at 2 pm", call, tool)));
        await workspace.CallOffAsync();
        var later = await workspace.CallAndBookAsync("tomorrow at 2 pm", call, tool);

        Assert.Equal(VoiceOutcome.Booked, winner.Outcome);
        Assert.Equal(VoiceOutcome.SlotTaken, later.Outcome);
        Assert.All(refused, reply => Assert.Equal(JsonSerializer.Serialize(later), JsonSerializer.Serialize(reply)));
        Assert.Equal(VoiceOutcome.Booked, (await workspace.CallAndBookAsync("tomorrow at 2 pm", call, "call_2")).Outcome);
    }

    [Fact]
    public async Task A_move_and_a_cancellation_issued_again_get_the_answer_of_the_first()
    {
        var workspace = host.NewWorkspace();
        var call = Workspace.NewId();
        await workspace.CallAndBookAsync("tomorrow at 2 pm");

        var moved = await workspace.MoveAsync("Thursday at 10 am", call, "call_1");
        var movedAgain = await Task.WhenAll(workspace.MoveAsync("Thursday at 10 am", call, "call_1"), workspace.MoveAsync("Thursday at 10 am", call, "call_2"));
        var cancelled = await workspace.CallOffAsync(call, "call_3");
        var cancelledAgain = await Task.WhenAll(workspace.CallOffAsync(call, "call_3"), workspace.CallOffAsync(call, "call_4"));

        Assert.Equal((VoiceOutcome.Rescheduled, VoiceOutcome.Cancelled), (moved.Outcome, cancelled.Outcome));
        Assert.Equal(moved.PreviousStart, moved.Appointment!.StartTime.AddDays(-2).AddHours(4));
        Assert.All(movedAgain, reply => Assert.Equal(JsonSerializer.Serialize(moved), JsonSerializer.Serialize(reply)));
        Assert.All(cancelledAgain, reply => Assert.Equal(JsonSerializer.Serialize(cancelled), JsonSerializer.Serialize(reply)));
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentCancelled>(workspace.Id).Count > 0 && host.Events.Of<AppointmentRescheduled>(workspace.Id).Count > 0), "both are announced");
        Assert.Single(host.Events.Of<AppointmentRescheduled>(workspace.Id));
        Assert.Single(host.Events.Of<AppointmentCancelled>(workspace.Id));
    }

    [Fact]
    public async Task An_idempotency_key_replays_its_answer_and_refuses_another_request()
    {
        var workspace = host.NewWorkspace();
        var start = (await workspace.OpeningsAsync())[0];
        var key = Workspace.NewId();

        var first = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => workspace.BookAsync(start, key)));
        var other = await workspace.BookAsync(start.AddHours(3), key);
        var taken = await workspace.BookAsync(start, "second");
        var takenAgain = await workspace.BookAsync(start, "second");

        Assert.All(first, answer => Assert.Equal((201, first[0].Body.ToJsonString()), (answer.Status, answer.Body.ToJsonString())));
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal((409, "slot_taken"), (taken.Status, taken.Code));
        Assert.Equal(taken.Alternatives, takenAgain.Alternatives);
        Assert.Equal(1, await workspace.CountAsync());
        Assert.Equal(400, (await workspace.BookAsync(start, new string('k', 256))).Status);
    }
}
