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

        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect")).Status);
        Assert.Equal(VoiceOutcome.Booked, (await workspace.CallAndBookAsync("tomorrow at 2 pm", phone: "+14055550189")).Outcome);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_part_of_a_day_is_booked_where_it_is_free_by_the_diary_itself(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        await CalendarHost.UntilAsync(
            async () => (await workspace.AskAsync("tomorrow", "morning")).Openings is [{ } first, ..] && first.StartTime == Tuesday.AddHours(9),
            "the diary was read, and nine o'clock is offered");
        await diary.PutAsync(Tuesday.AddHours(8), Tuesday.AddHours(10.25));

        var booked = await workspace.CallAndBookAsync("tomorrow morning");

        Assert.Equal(VoiceOutcome.Booked, booked.Outcome);
        Assert.Equal(Tuesday.AddHours(10.5), booked.Appointment!.StartTime);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Moving_and_cancelling_reach_the_diary(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        var booked = await workspace.CallAndBookAsync("tomorrow at 3 pm", email: "ann@home.test");
        await UntilSyncedAsync(workspace, booked.Appointment!.AppointmentId);
        var first = Assert.Single(await diary.ViewingsAsync());

        Assert.Equal(VoiceOutcome.Rescheduled, (await workspace.MoveAsync("tomorrow at 11 am")).Outcome);
        await UntilSyncedAsync(workspace, booked.Appointment.AppointmentId);
        var moved = Assert.Single(await diary.ViewingsAsync());
        Assert.Equal((first.Id, Tuesday.AddHours(11), Tuesday.AddHours(11.5)), (moved.Id, moved.Start, moved.End));

        Assert.Equal(VoiceOutcome.Cancelled, (await workspace.CallOffAsync()).Outcome);
        await UntilSyncedAsync(workspace, booked.Appointment.AppointmentId);
        Assert.Empty(await diary.ViewingsAsync());
        Assert.Equal("cancelled", (await workspace.GetAsync($"/appointments/{booked.Appointment.AppointmentId}"))["status"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_hold_is_booked_only_if_the_diary_still_has_room(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        var hold = await workspace.SendAsync(HttpMethod.Post, "/appointments/holds", new { start_time = Tuesday.AddHours(15) });
        Assert.Equal(201, hold.Status);
        await diary.PutAsync(Tuesday.AddHours(15), Tuesday.AddHours(16));

        var refused = await workspace.SendAsync(HttpMethod.Post, "/appointments", new
        {
            hold_id = hold.Body["appointment_id"]!.GetValue<string>(),
            property_address = "118 Birchwood Ave",
            attendee_name = "Ann Lee",
        });

        Assert.Equal((409, "slot_taken"), (refused.Status, refused.Code));
        Assert.Empty(await diary.ViewingsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_replica_that_has_not_heard_of_the_connection_asks_the_diary_all_the_same(string provider)
    {
        var workspace = host.NewWorkspace();
        var elsewhere = workspace.On(host.Replica);
        await elsewhere.OpeningsAsync();
        var diary = new OwnedDiary(host.Sandbox, provider, await workspace.ConnectAsync(provider));
        await diary.PutAsync(Tuesday.AddHours(14), Tuesday.AddHours(15));

        Assert.Equal(VoiceOutcome.SlotTaken, (await elsewhere.CallAndBookAsync("tomorrow at 2 pm")).Outcome);
        var booked = await elsewhere.CallAndBookAsync("tomorrow at 4 pm");
        await UntilSyncedAsync(workspace, booked.Appointment!.AppointmentId);
        Assert.Single(await diary.ViewingsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Of_fifty_callers_who_want_one_time_one_gets_it_and_the_diary_shows_one_event(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(caller =>
            workspace.On(caller % 2 == 0 ? host.Service : host.Replica).CallAndBookAsync("tomorrow at 3 pm", phone: $"+140555501{caller:00}")));

        var won = Assert.Single(replies, reply => reply.Outcome is VoiceOutcome.Booked or VoiceOutcome.Reserved);
        Assert.All(replies.Except([won]), reply => Assert.Equal(VoiceOutcome.SlotTaken, reply.Outcome));
        await UntilSyncedAsync(workspace, won.Appointment!.AppointmentId);
        Assert.Single(await diary.ViewingsAsync());
        Assert.Equal(1, await workspace.CountAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_replica_that_dies_between_writing_an_event_and_noting_it_makes_no_second_one(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        var booked = await workspace.CallAndBookAsync("tomorrow at 3 pm");
        await UntilSyncedAsync(workspace, booked.Appointment!.AppointmentId);
        var shown = Assert.Single(await diary.ViewingsAsync());

        await ForgetAsync(booked.Appointment.AppointmentId);
        await UntilSyncedAsync(workspace, booked.Appointment.AppointmentId);
        Assert.Equal(shown.Id, Assert.Single(await diary.ViewingsAsync()).Id);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_switched_off_diary_is_left_alone_and_brought_in_line_when_it_is_switched_on(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        var booked = await workspace.CallAndBookAsync("tomorrow at 3 pm");
        await UntilSyncedAsync(workspace, booked.Appointment!.AppointmentId);
        await workspace.ChangeSettingsAsync(new { provider = "native" });

        Assert.Equal(VoiceOutcome.Cancelled, (await workspace.CallOffAsync()).Outcome);
        await CalendarHost.UntilAsync(
            async () => await host.QueryAsync<string>("SELECT error_code FROM event_writes WHERE appointment_id = @AppointmentId", booked.Appointment) == "switched_off",
            "the writer has seen that it is switched off");
        Assert.Single(await diary.ViewingsAsync());

        await workspace.ChangeSettingsAsync(new { provider });
        await CalendarHost.UntilAsync(async () => (await diary.ViewingsAsync()).Count == 0, "the event is gone");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_grant_that_was_taken_back_keeps_bookings_reserved_until_the_account_is_connected_again(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        var diary = new OwnedDiary(host.Sandbox, provider, email);
        using (await host.Sandbox.PostAsync($"/control/{provider}/accounts/{email}/revoke", content: null))
        {
        }

        var reserved = await workspace.CallAndBookAsync("tomorrow at 3 pm");

        Assert.Equal(VoiceOutcome.Reserved, reserved.Outcome);
        Assert.Equal("reserved", reserved.Appointment!.Status);
        await workspace.ConnectAsync(provider, email);
        await UntilSyncedAsync(workspace, reserved.Appointment.AppointmentId);
        Assert.Single(await diary.ViewingsAsync());
    }

    private Task<int> ForgetAsync(Guid appointment) => host.QueryAsync<int>(
        """
        UPDATE event_writes SET written_revision = NULL, sync_status = 'pending', provider_event_id = NULL, provider_link = NULL, connection_id = NULL,
            diary_id = NULL, next_attempt_at = clock_timestamp()
        WHERE appointment_id = @appointment RETURNING 1
        """,
        new { appointment });

    private async Task<(Workspace Workspace, OwnedDiary Diary)> ConnectAsync(string provider)
    {
        var workspace = host.NewWorkspace();
        return (workspace, new OwnedDiary(host.Sandbox, provider, await workspace.ConnectAsync(provider)));
    }

    private static Task UntilSyncedAsync(Workspace workspace, Guid appointment) => CalendarHost.UntilAsync(
        async () => (await workspace.GetAsync($"/appointments/{appointment}"))["sync_status"]!.GetValue<string>() == "synced",
        "the diary shows the viewing");
}
