using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Tests.Booking;

public sealed class RefusalTests(CalendarHost host)
{
    [Theory]
    [InlineData("today at 11 am", VoiceOutcome.Notice, "2027-03-01T12:00 2027-03-01T12:30 2027-03-01T13:00")]
    [InlineData("today at 9 am", VoiceOutcome.Past, "2027-03-01T12:00 2027-03-01T12:30 2027-03-01T13:00")]
    [InlineData("tomorrow at 3 am", VoiceOutcome.OutsideHours, "2027-03-02T09:00 2027-03-02T09:30 2027-03-02T10:00")]
    [InlineData("tomorrow at 4:45 pm", VoiceOutcome.OutsideHours, "2027-03-02T15:30 2027-03-02T16:00 2027-03-02T16:30")]
    [InlineData("Saturday at noon", VoiceOutcome.OutsideHours, "2027-03-05T15:30 2027-03-05T16:00 2027-03-05T16:30")]
    [InlineData("Thursday at 11 am", VoiceOutcome.Closed, "2027-03-03T15:30 2027-03-03T16:00 2027-03-03T16:30")]
    [InlineData("May 3rd at 2 pm", VoiceOutcome.Horizon, "2027-03-31T15:30 2027-03-31T16:00 2027-03-31T16:30")]
    [InlineData("Saturday", VoiceOutcome.OutsideHours, "2027-03-05T15:30 2027-03-05T16:00 2027-03-05T16:30")]
    [InlineData("Thursday", VoiceOutcome.Closed, "2027-03-03T15:30 2027-03-03T16:00 2027-03-03T16:30")]
    [InlineData("yesterday at noon", VoiceOutcome.Past, "2027-03-01T12:00 2027-03-01T12:30 2027-03-01T13:00")]
    [InlineData("yesterday", VoiceOutcome.Past, "2027-03-01T12:00 2027-03-01T12:30 2027-03-01T13:00")]
    [InlineData("today before 11 am", VoiceOutcome.Notice, "2027-03-01T12:00 2027-03-01T12:30 2027-03-01T13:00")]
    [InlineData("tomorrow evening", VoiceOutcome.OutsideHours, "2027-03-02T15:30 2027-03-02T16:00 2027-03-02T16:30")]
    public async Task What_the_settings_do_not_allow_is_refused_with_the_nearest_alternatives(string words, string outcome, string alternatives)
    {
        var workspace = host.NewWorkspace();
        await workspace.ChangeSettingsAsync(new { closed_dates = new[] { "2027-03-04" } });

        var reply = await workspace.CallAndBookAsync(words);

        Assert.Equal(outcome, reply.Outcome);
        Assert.Equal(alternatives, string.Join(' ', reply.Alternatives.Select(slot => slot.StartTime.ToString("yyyy-MM-ddTHH:mm", null))));
        Assert.Equal(0, await workspace.CountAsync());
    }

    [Theory]
    [InlineData("February 30 at 2 pm")]
    [InlineData("2027-02-30T14:00")]
    [InlineData("whenever you like")]
    [InlineData("")]
    [InlineData("'; DROP TABLE appointments; --")]
    [InlineData("🕑")]
    public async Task What_is_not_a_time_is_asked_again(string words)
    {
        var reply = await host.NewWorkspace().CallAndBookAsync(words);
        Assert.Equal(VoiceOutcome.UnclearTime, reply.Outcome);
        Assert.Null(reply.RequestedStart);
    }

    [Theory]
    [InlineData("2025-03-02T14:00:00", "2027-03-02T14:00:00-05:00")]
    [InlineData("March 2 2026 at 2 pm", "2027-03-02T14:00:00-05:00")]
    [InlineData("March 3 2026", "2027-03-03T09:00:00-05:00")]
    public async Task A_past_year_is_asked_back_with_the_corrected_time(string words, string corrected)
    {
        var workspace = host.NewWorkspace();
        var reply = await workspace.CallAndBookAsync(words);
        Assert.Equal((VoiceOutcome.PastYear, DateTimeOffset.Parse(corrected, null)), (reply.Outcome, reply.RequestedStart!.Value));
        Assert.Equal(0, await workspace.CountAsync());
    }

    [Fact]
    public async Task A_start_off_the_grid_is_fine_and_blocks_its_neighbours()
    {
        var workspace = host.NewWorkspace();
        Assert.Equal(VoiceOutcome.Booked, (await workspace.CallAndBookAsync("tomorrow at 10:07 am")).Outcome);
        var taken = await workspace.CallAndBookAsync("tomorrow at 9:30 am");
        Assert.Equal(VoiceOutcome.SlotTaken, taken.Outcome);
        Assert.Equal(["09:00", "11:30", "12:00"], taken.Alternatives.Select(slot => slot.StartTime.ToString("HH:mm", null)));
        Assert.Equal(VoiceOutcome.Booked, (await workspace.CallAndBookAsync("tomorrow at 9:07 am")).Outcome);
    }

    [Fact]
    public async Task A_viewing_on_the_day_the_clocks_change_is_booked_at_the_time_on_the_wall()
    {
        var workspace = host.NewWorkspace();
        var before = await workspace.CallAndBookAsync("Friday March 12 at 9 am");
        var after = await workspace.CallAndBookAsync("Monday March 15 at 9 am");
        Assert.Equal(TimeSpan.FromHours(-5), before.Appointment!.StartTime.Offset);
        Assert.Equal(TimeSpan.FromHours(-4), after.Appointment!.StartTime.Offset);
        Assert.Equal(9, after.Appointment.StartTime.Hour);
    }

    [Theory]
    [InlineData("attendee_name", "")]
    [InlineData("attendee_name", "Ann\u0000Lee")]
    [InlineData("attendee_name", "Ann\nLee")]
    [InlineData("address", " ")]
    [InlineData("email", "not an address")]
    [InlineData("phone", "call me")]
    [InlineData("tool", "")]
    public async Task A_field_that_cannot_be_used_is_refused_and_nothing_is_stored(string field, string value)
    {
        var workspace = host.NewWorkspace();
        var reply = field switch
        {
            "attendee_name" => await workspace.CallAndBookAsync("tomorrow at 2 pm", name: value),
            "address" => await workspace.CallAndBookAsync("tomorrow at 2 pm", address: value),
            "email" => await workspace.CallAndBookAsync("tomorrow at 2 pm", email: value),
            "phone" => await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: value),
            _ => await workspace.CallAndBookAsync("tomorrow at 2 pm", tool: value),
        };
        Assert.Equal(VoiceOutcome.Invalid, reply.Outcome);
        Assert.Equal(0, await workspace.CountAsync());
    }

    [Fact]
    public async Task Odd_but_honest_text_is_kept_as_it_is()
    {
        var workspace = host.NewWorkspace();
        var reply = await workspace.CallAndBookAsync("tomorrow at 2 pm", name: "Renée O'Connor-Smith 🎉", address: "1'); DROP TABLE appointments;--");
        Assert.Equal(("Renée O'Connor-Smith 🎉", "1'); DROP TABLE appointments;--"), (reply.Appointment!.AttendeeName, reply.Appointment.PropertyAddress));
        Assert.Equal("Renée O'Connor-Smith 🎉", (await workspace.FindAsync()).Appointment!.AttendeeName);
    }
}
