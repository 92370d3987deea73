using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>Bookings in calendars whose diary is kept at a provider.</summary>
public sealed class ConnectedBookingTests(CalendarHost host)
{
    /// <summary>Tuesday, the day after the clock's.</summary>
    private static readonly DateTimeOffset Tuesday = new(2027, 3, 2, 0, 0, 0, TimeSpan.FromHours(-5));

    public static TheoryData<string> Providers => ["microsoft", "google"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_time_that_the_diary_has_taken_is_refused_and_the_next_is_booked_and_appears_in_it(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        await diary.PutAsync(Tuesday.AddHours(14), Tuesday.AddHours(15));

        var refused = await workspace.CallAndBookAsync("tomorrow at 2 pm");

        Assert.Equal(VoiceOutcome.SlotTaken, refused.Outcome);
        Assert.Equal(3, refused.Alternatives.Count);
        Assert.DoesNotContain(refused.Alternatives, offer => offer.StartTime < Tuesday.AddHours(15) && offer.EndTime > Tuesday.AddHours(14));

        var booked = await workspace.CallAndBookAsync("tomorrow at 3 pm", email: "ann@home.test");

        Assert.Equal(VoiceOutcome.Booked, booked.Outcome);
        await UntilSyncedAsync(workspace, booked.Appointment!.AppointmentId);
        var shown = Assert.Single(await diary.ViewingsAsync());
        Assert.Equal("Viewing: 118 Birchwood Ave, Apt 4", shown.Subject);
        Assert.Equal("118 Birchwood Ave, Apt 4", shown.Location);
        Assert.Equal((Tuesday.AddHours(15), Tuesday.AddHours(15.5)), (shown.Start, shown.End));
        Assert.Equal(["ann@home.test"], shown.Guests);
        Assert.Contains("+14055550187", shown.Text, StringComparison.Ordinal);
        var appointment = await workspace.GetAsync($"/appointments/{booked.Appointment.AppointmentId}");
        Assert.Equal(shown.Id, appointment["provider_event_id"]!.GetValue<string>());
        Assert.StartsWith("http", appointment["provider_link"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(VoiceOutcome.SlotTaken, (await workspace.CallAndBookAsync("tomorrow at 3 pm", phone: "+14055550188")).Outcome);
    }

    private async Task<(Workspace Workspace, OwnedDiary Diary)> ConnectAsync(string provider)
    {
        var workspace = host.NewWorkspace();
        return (workspace, new OwnedDiary(host.Sandbox, provider, await workspace.ConnectAsync(provider)));
    }

    private static Task UntilSyncedAsync(Workspace workspace, Guid appointment) => CalendarHost.UntilAsync(
        async () => (await workspace.GetAsync($"/appointments/{appointment}"))["sync_status"]!.GetValue<string>() == "synced",
        "the diary shows the viewing");
}
