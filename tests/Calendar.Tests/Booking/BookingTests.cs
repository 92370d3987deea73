using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Booking;

public sealed class BookingTests(CalendarHost host)
{
    [Fact]
    public async Task A_caller_books_what_was_offered_and_it_is_offered_no_more_by_any_replica()
    {
        var workspace = host.NewWorkspace();
        var offer = await workspace.AskAsync();
        Assert.Equal(VoiceOutcome.Ok, offer.Outcome);
        Assert.Equal(3, offer.Openings.Count);

        var reply = await workspace.CallAndBookAsync(offer.Openings[0].StartTime.ToString("O"));

        Assert.Equal(VoiceOutcome.Booked, reply.Outcome);
        Assert.Equal(offer.Openings[0].StartTime, reply.Appointment!.StartTime);
        Assert.Equal("America/New_York", reply.Timezone);
        foreach (var replica in new[] { host.Service, host.Replica })
        {
            Assert.DoesNotContain(offer.Openings[0].StartTime, await workspace.On(replica).OpeningsAsync());
        }

        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentBooked>(workspace.Id).Count == 1), "the booking is announced");
        var told = Assert.Single(host.Events.Of<AppointmentBooked>(workspace.Id)).Appointment;
        Assert.Equal(reply.Appointment.AppointmentId, told.AppointmentId);
        Assert.Equal(("+14055550187", "voice", "confirmed", 0), (told.AttendeePhone, told.Source, told.Status, told.Sequence));
    }

    [Fact]
    public async Task Two_hundred_callers_asking_for_one_slot_get_one_booking_and_alternatives()
    {
        var workspace = host.NewWorkspace();
        var other = workspace.On(host.Replica);

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(caller =>
            (caller % 2 == 0 ? workspace : other).CallAndBookAsync("tomorrow at 2 pm", name: $"Caller {caller}", phone: $"+1405555{caller:0000}")));

        Assert.Single(replies, reply => reply.Outcome == VoiceOutcome.Booked);
        Assert.Equal(199, replies.Count(reply => reply.Outcome == VoiceOutcome.SlotTaken && reply.Alternatives.Count == 3));
        Assert.Equal(1, await workspace.CountAsync());
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentBooked>(workspace.Id).Count > 0), "the booking is announced");
        Assert.Single(host.Events.Of<AppointmentBooked>(workspace.Id));
    }
}
