using System.Text.Json;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Booking;

/// <summary>Callers find, move and call off what was booked for their own number or from it, and nothing else.</summary>
public sealed class OwnViewingTests(CalendarHost host)
{
    private const string Attendee = "+14055550187";
    private const string Line = "+14055550142";

    [Fact]
    public async Task A_caller_finds_moves_and_calls_off_their_own_viewing()
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: "(405) 555-0187");

        var found = await workspace.FindAsync("+1 405 555 0187");
        var moved = await workspace.MoveAsync("tomorrow at 2:15 pm");
        var cancelled = await workspace.CallOffAsync();

        Assert.Equal((VoiceOutcome.Found, booked.Appointment), (found.Outcome, found.Appointment));
        Assert.Equal((VoiceOutcome.Rescheduled, booked.Appointment!.StartTime), (moved.Outcome, moved.PreviousStart!.Value));
        Assert.Equal(booked.Appointment.StartTime.AddMinutes(15), moved.Appointment!.StartTime);
        Assert.Equal((VoiceOutcome.Cancelled, "cancelled"), (cancelled.Outcome, cancelled.Appointment!.Status));
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.FindAsync()).Outcome);
        Assert.Contains(booked.Appointment.StartTime, await workspace.OpeningsAsync());
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentCancelled>(workspace.Id).Count == 1 && host.Events.Of<AppointmentRescheduled>(workspace.Id).Count == 1), "both are announced");
        var told = Assert.Single(host.Events.Of<AppointmentRescheduled>(workspace.Id));
        Assert.Equal((1, "caller", booked.Appointment.StartTime), (told.Appointment.Sequence, told.RescheduledBy, told.PreviousStartAt));
        Assert.Equal(("found another home", "caller"), (host.Events.Of<AppointmentCancelled>(workspace.Id)[0].Reason, host.Events.Of<AppointmentCancelled>(workspace.Id)[0].CancelledBy));
    }

    [Fact]
    public async Task Somebody_elses_viewing_is_never_found_moved_or_called_off()
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm");
        var id = booked.Appointment!.AppointmentId.ToString();
        const string Stranger = "+14055550199";

        Assert.Equal(VoiceOutcome.NotFound, (await workspace.FindAsync(Stranger)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.FindAsync(phone: null)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.MoveAsync("Thursday at 10 am", phone: Stranger, appointment: id)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.CallOffAsync(phone: Stranger, appointment: id)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.CallOffAsync(phone: null, appointment: id)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await host.NewWorkspace().CallOffAsync(appointment: id)).Outcome);
        Assert.Equal(1, await workspace.CountAsync());
    }

    [Fact]
    public async Task With_several_viewings_the_caller_is_asked_which()
    {
        var workspace = host.NewWorkspace();
        var first = await workspace.CallAndBookAsync("tomorrow at 10 am", name: "Ann Lee");
        var second = await workspace.CallAndBookAsync("Thursday at 2 pm", name: "Bo Lee", address: "9 Elm St");

        var asked = await workspace.MoveAsync("Friday at 10 am");
        var byName = await workspace.FindAsync(name: "bo");
        var moved = await workspace.MoveAsync("Friday at 10 am", appointment: second.Appointment!.AppointmentId.ToString());

        Assert.Equal(VoiceOutcome.Several, asked.Outcome);
        Assert.Equal([first.Appointment!, second.Appointment], asked.Candidates);
        Assert.Equal(second.Appointment, byName.Appointment);
        Assert.Equal(second.Appointment.AppointmentId, moved.Appointment!.AppointmentId);
    }

    [Fact]
    public async Task The_old_time_is_given_up_only_when_the_new_one_is_had()
    {
        var workspace = host.NewWorkspace();
        var mine = await workspace.CallAndBookAsync("tomorrow at 2 pm");
        await workspace.CallAndBookAsync("Thursday at 10 am", phone: "+14055550199");

        var refused = await workspace.MoveAsync("Thursday at 10:15 am");

        Assert.Equal(VoiceOutcome.SlotTaken, refused.Outcome);
        Assert.Equal(["09:00", "11:00", "11:30"], refused.Alternatives.Select(slot => slot.StartTime.ToString("HH:mm", null)));
        Assert.Equal(mine.Appointment, (await workspace.FindAsync()).Appointment);
        Assert.Equal(VoiceOutcome.OutsideHours, (await workspace.MoveAsync("Thursday at 8 pm")).Outcome);
        Assert.Equal(VoiceOutcome.UnclearTime, (await workspace.MoveAsync("sometime soon")).Outcome);
        Assert.Equal(VoiceOutcome.Rescheduled, (await workspace.MoveAsync("Thursday morning")).Outcome);
        Assert.Equal(new TimeSpan(9, 0, 0), (await workspace.FindAsync()).Appointment!.StartTime.TimeOfDay);
    }

    [Fact]
    public async Task A_viewing_booked_for_somebody_else_is_found_moved_and_called_off_from_the_line_it_was_booked_from()
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: Attendee, caller: "(405) 555-0142");
        var call = Workspace.NewId();

        Assert.Equal((VoiceOutcome.Found, booked.Appointment), await FoundAsync(Line));
        Assert.Equal((VoiceOutcome.Found, booked.Appointment), await FoundAsync(Attendee));
        Assert.Equal(Attendee, booked.Appointment!.AttendeePhone);
        var moved = await workspace.MoveAsync("tomorrow at 3 pm", phone: Line);
        Assert.Equal((VoiceOutcome.Rescheduled, booked.Appointment.StartTime.AddHours(1)), (moved.Outcome, moved.Appointment!.StartTime));
        Assert.Equal((VoiceOutcome.Found, moved.Appointment), await FoundAsync(Line));
        Assert.Equal(VoiceOutcome.Cancelled, (await workspace.CallOffAsync(call, phone: Line)).Outcome);
        Assert.Equal(VoiceOutcome.Cancelled, (await workspace.CallOffAsync(call, phone: Line)).Outcome);
        Assert.Equal(0, await workspace.CountAsync());

        async Task<(string Outcome, SpokenAppointment? Appointment)> FoundAsync(string phone)
        {
            var reply = await workspace.FindAsync(phone);
            return (reply.Outcome, reply.Appointment);
        }
    }

    [Fact]
    public async Task A_third_number_another_workspace_and_a_number_that_is_only_said_learn_nothing_of_the_line_it_was_booked_from()
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: Attendee, caller: Line);
        var id = booked.Appointment!.AppointmentId.ToString();
        const string Third = "+14055550199";

        Assert.Equal(VoiceOutcome.NotFound, (await workspace.FindAsync(Third)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.MoveAsync("Thursday at 10 am", phone: Third, appointment: id)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.CallOffAsync(phone: Third, appointment: id)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await host.NewWorkspace().FindAsync(Line)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.FindClaimedAsync(Line)).Outcome);
        Assert.Equal(booked.Appointment, (await workspace.FindClaimedAsync(Attendee)).Appointment);
        Assert.Equal(1, await workspace.CountAsync());
    }

    [Fact]
    public async Task What_was_booked_for_a_number_and_what_was_booked_from_it_are_one_list_in_order_of_time()
    {
        var workspace = host.NewWorkspace();
        var forOthers = await workspace.CallAndBookAsync("Friday at 10 am", phone: Attendee, caller: Line);
        var own = await workspace.CallAndBookAsync("Thursday at 10 am", phone: Line, caller: Line);
        var byOthers = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: Line, caller: Attendee);

        Assert.Equal([byOthers.Appointment!, own.Appointment!, forOthers.Appointment!], (await workspace.FindAsync(Line)).Candidates);
        Assert.Equal([byOthers.Appointment!, forOthers.Appointment!], (await workspace.FindAsync(Attendee)).Candidates);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anonymous")]
    [InlineData("+266696687")]
    [InlineData("sip:1234@peterental.test")]
    public async Task A_caller_without_a_number_books_and_nobody_else_without_one_finds_it(string? hidden)
    {
        var workspace = host.NewWorkspace();
        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: Attendee, caller: hidden);

        Assert.Equal(VoiceOutcome.Booked, booked.Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.FindAsync(hidden)).Outcome);
        Assert.Equal(VoiceOutcome.NotFound, (await workspace.CallOffAsync(phone: hidden)).Outcome);
        Assert.Equal(booked.Appointment, (await workspace.FindAsync(Attendee)).Appointment);
    }

    [Fact]
    public async Task The_line_a_viewing_was_booked_from_is_told_to_nobody_and_kept_in_one_place()
    {
        var workspace = host.NewWorkspace();
        const string Secret = "+14055550143";
        var booked = await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: Attendee, caller: Secret);
        await workspace.MoveAsync("tomorrow at 3 pm", phone: Secret);
        var id = booked.Appointment!.AppointmentId;
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentBooked>(workspace.Id).Count == 1 && host.Events.Of<AppointmentRescheduled>(workspace.Id).Count == 1), "both are announced");

        string[] told =
        [
            JsonSerializer.Serialize(booked),
            JsonSerializer.Serialize(await workspace.FindAsync(Secret)),
            JsonSerializer.Serialize(host.Events.Of<AppointmentBooked>(workspace.Id)),
            JsonSerializer.Serialize(host.Events.Of<AppointmentRescheduled>(workspace.Id)),
            .. (await Task.WhenAll(new[] { "/appointments", $"/appointments/{id}", $"/appointments/{id}/history" }.Select(workspace.GetAsync)))
                .Select(body => body.ToJsonString()),
            await host.QueryAsync<string>("SELECT string_agg(body, '') FROM replies WHERE workspace_id = @Id", new { workspace.Id }) ?? "",
        ];
        Assert.All(told, text => Assert.Contains(id.ToString(), text, StringComparison.Ordinal));
        Assert.All(told, text => Assert.DoesNotContain("5550143", text, StringComparison.Ordinal));
        Assert.All(told, text => Assert.DoesNotContain("caller_phone", text, StringComparison.OrdinalIgnoreCase));
        Assert.Empty((await workspace.GetAsync("/appointments?q=5550143"))["appointments"]!.AsArray());
        Assert.Equal(Secret, await host.QueryAsync<string>("SELECT caller_phone FROM appointments WHERE id = @id", new { id }));
    }
}
