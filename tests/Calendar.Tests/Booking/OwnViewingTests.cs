using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Booking;

/// <summary>Callers find, move and call off what was booked for their own number, and nothing else.</summary>
public sealed class OwnViewingTests(CalendarHost host)
{
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
}
