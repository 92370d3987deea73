using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>A provider's bad days: what callers hear meanwhile, and that everything comes right afterwards.</summary>
public sealed class ProviderDownTests(CalendarHost host)
{
    private static readonly DateTimeOffset Tuesday = new(2027, 3, 2, 0, 0, 0, TimeSpan.FromHours(-5));

    public static TheoryData<string> Providers => ["microsoft", "google"];

    public static TheoryData<string, string> BadDays => new MatrixTheoryData<string, string>(
        ["microsoft", "google"], ["down", "dropped", "throttled", "garbage", "slow"]);

    [Theory]
    [MemberData(nameof(BadDays))]
    public async Task A_time_is_reserved_and_confirmed_when_the_provider_answers_again(string provider, string badDay)
    {
        var (workspace, diary) = await ConnectAsync(provider, "reserve");
        await diary.BreakAsync(Fault(badDay));

        var reserved = await workspace.CallAndBookAsync("tomorrow at 3 pm", call: "call-1", tool: "tool-1", email: "ann@home.test");

        Assert.Equal((VoiceOutcome.Reserved, "reserved"), (reserved.Outcome, reserved.Appointment!.Status));
        var id = reserved.Appointment.AppointmentId;
        Assert.Equal(VoiceOutcome.Reserved, (await workspace.CallAndBookAsync("tomorrow at 3 pm", call: "call-1", tool: "tool-1")).Outcome);
        Assert.Equal(id, (await workspace.CallAndBookAsync("tomorrow at 3 pm", call: "call-1", tool: "tool-2")).Appointment!.AppointmentId);
        Assert.Equal(VoiceOutcome.SlotTaken, (await workspace.CallAndBookAsync("tomorrow at 3 pm", phone: "+14055550188")).Outcome);
        Assert.Equal("reserved", (await BookedAsync(workspace, id)).Appointment.Status);

        await diary.MendAsync();
        await UntilAsync(workspace, id, "synced");
        Assert.Single(await diary.ViewingsAsync());
        Assert.Equal("confirmed", await FieldAsync(workspace, id, "status"));
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<AppointmentConfirmed>(workspace.Id).Count == 1), "it is told that the viewing is confirmed");
        Assert.Equal(0, await workspace.CountAsync("reserved"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Nothing_is_booked_when_the_owner_wants_it_so(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "refuse");
        await diary.BreakAsync(Fault("down"));

        Assert.Equal(VoiceOutcome.CalendarUnavailable, (await workspace.CallAndBookAsync("tomorrow at 3 pm")).Outcome);
        using (var client = workspace.Member())
        {
            using var refused = await client.PostAsync("/appointments", System.Net.Http.Json.JsonContent.Create(new
            {
                start_time = Tuesday.AddHours(15),
                property_address = "118 Birchwood Ave",
                attendee_name = "Ann Lee",
            }));
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.Equal(503, (await workspace.BookAsync(Tuesday.AddHours(15), "key-1")).Status);
        Assert.Equal(0, await workspace.CountAsync() + await workspace.CountAsync("reserved"));
        await diary.MendAsync();
        await CalendarHost.UntilAsync(
            async () => (await workspace.BookAsync(Tuesday.AddHours(15), "key-1")).Status == 201, "the same request succeeds later");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_time_is_booked_at_once_when_the_owner_wants_it_so(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "book");
        await diary.BreakAsync(Fault("down"));

        var booked = await workspace.BookAsync(Tuesday.AddHours(15));

        Assert.Equal((201, "confirmed", "pending"), (booked.Status, booked.Body["status"]!.GetValue<string>(), booked.Body["sync_status"]!.GetValue<string>()));
        await diary.MendAsync();
        await UntilAsync(workspace, IdOf(booked), "synced");
        Assert.Single(await diary.ViewingsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_whose_making_was_answered_by_nobody_five_times_is_made_once(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "book");
        await diary.BreakAsync(new { status = 503, after_effect = true });
        var booked = await workspace.BookAsync(Tuesday.AddHours(15));
        await UntilTriedAsync(IdOf(booked), 5);

        Assert.Single(await diary.ViewingsAsync());
        await diary.MendAsync();
        await UntilAsync(workspace, IdOf(booked), "synced");
        Assert.Single(await diary.ViewingsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_that_nobody_knows_to_be_there_is_taken_away_with_its_viewing(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "book");
        await diary.BreakAsync(new { status = 503, after_effect = true });
        var booked = await workspace.BookAsync(Tuesday.AddHours(15));
        await UntilTriedAsync(IdOf(booked), 1);

        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Delete, $"/appointments/{IdOf(booked)}")).Status);
        await diary.MendAsync();
        await UntilAsync(workspace, IdOf(booked), "synced");
        Assert.Empty(await diary.ViewingsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_reserved_time_that_the_diary_has_taken_is_told_once_and_confirmed_when_it_becomes_free(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "reserve");

        // Known once: what is offered instead comes out of what was read.
        await CalendarHost.UntilAsync(async () => (await workspace.SendAsync(HttpMethod.Get, "/calendar/availability")).Status == 200, "the diary was read");
        await diary.BreakAsync(Fault("down"));
        var reserved = await workspace.BookAsync(Tuesday.AddHours(15));
        Assert.Equal((201, "reserved", "pending"), (reserved.Status, reserved.Body["status"]!.GetValue<string>(), reserved.Body["sync_status"]!.GetValue<string>()));
        var dentist = await diary.PutAsync(Tuesday.AddHours(15), Tuesday.AddHours(16));
        await diary.MendAsync();

        await UntilAsync(workspace, IdOf(reserved), "conflict");
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<AppointmentConflictDetected>(workspace.Id).Count > 0), "the conflict is told of");
        var told = host.Events.Of<AppointmentConflictDetected>(workspace.Id)[0];
        Assert.Equal(3, told.Alternatives.Count);
        Assert.DoesNotContain(told.Alternatives, offer => offer.StartTime < Tuesday.AddHours(16) && offer.EndTime > Tuesday.AddHours(15));
        Assert.Equal("reserved", await FieldAsync(workspace, IdOf(reserved), "status"));
        Assert.Empty(await diary.ViewingsAsync());
        Assert.Equal(409, (await workspace.BookAsync(Tuesday.AddHours(15))).Status);

        await diary.RemoveAsync(dentist);
        await UntilAsync(workspace, IdOf(reserved), "synced");
        Assert.Equal("confirmed", await FieldAsync(workspace, IdOf(reserved), "status"));
        Assert.Single(host.Events.Of<AppointmentConflictDetected>(workspace.Id));
        Assert.Single(await diary.ViewingsAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_conflict_ends_when_the_viewing_is_moved(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "reserve");
        await diary.BreakAsync(Fault("down"));
        var reserved = await workspace.BookAsync(Tuesday.AddHours(15));
        await diary.PutAsync(Tuesday.AddHours(15), Tuesday.AddHours(16));
        await diary.MendAsync();
        await UntilAsync(workspace, IdOf(reserved), "conflict");

        var moved = await workspace.SendAsync(HttpMethod.Patch, $"/appointments/{IdOf(reserved)}", new { start_time = Tuesday.AddHours(11) });

        Assert.Equal((200, "confirmed"), (moved.Status, moved.Body["status"]!.GetValue<string>()));
        await UntilAsync(workspace, IdOf(reserved), "synced");
        Assert.Equal(Tuesday.AddHours(11), Assert.Single(await diary.ViewingsAsync()).Start);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_viewing_moved_while_the_provider_is_down_is_reserved_at_its_new_time_and_its_event_follows_later(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "reserve");
        var booked = await workspace.CallAndBookAsync("tomorrow at 3 pm");
        await UntilAsync(workspace, booked.Appointment!.AppointmentId, "synced");
        await diary.BreakAsync(Fault("down"));

        var moved = await workspace.MoveAsync("tomorrow at 11 am");

        Assert.Equal((VoiceOutcome.Rescheduled, "reserved"), (moved.Outcome, moved.Appointment!.Status));
        await diary.MendAsync();
        await UntilAsync(workspace, moved.Appointment.AppointmentId, "synced");
        Assert.Equal(Tuesday.AddHours(11), Assert.Single(await diary.ViewingsAsync()).Start);
        Assert.Equal("confirmed", await FieldAsync(workspace, moved.Appointment.AppointmentId, "status"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_manager_is_told_once_when_an_event_cannot_be_written_and_it_is_tried_on(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider, "book");
        await diary.BreakAsync(Fault("down"));
        var booked = await workspace.BookAsync(Tuesday.AddHours(15));

        await UntilAsync(workspace, IdOf(booked), "failed");
        await UntilTriedAsync(IdOf(booked), 13);
        await CalendarHost.UntilAsync(() => Task.FromResult(host.Events.Of<AppointmentSyncFailed>(workspace.Id).Count > 0), "the manager is told");
        var told = Assert.Single(host.Events.Of<AppointmentSyncFailed>(workspace.Id));
        Assert.Equal((provider, "provider_unavailable", 10), (told.Provider, told.ErrorCode, told.Attempts));

        await diary.MendAsync();
        await UntilAsync(workspace, IdOf(booked), "synced");
        Assert.Single(await diary.ViewingsAsync());
    }

    private static object Fault(string badDay) => badDay switch
    {
        "down" => new { status = 503 },
        "dropped" => new { drop = true },
        "throttled" => new { status = 429, headers = new Dictionary<string, string> { ["Retry-After"] = "1" } },
        "garbage" => new { status = 200, body = "<html>It works!</html>" },
        "slow" => new { delay_ms = 6_000 },
        _ => throw new ArgumentOutOfRangeException(nameof(badDay)),
    };

    private async Task<(Workspace Workspace, OwnedDiary Diary)> ConnectAsync(string provider, string policy)
    {
        var workspace = host.NewWorkspace();
        var email = await workspace.ConnectAsync(provider);
        await workspace.ChangeSettingsAsync(new { on_provider_down = policy });
        return (workspace, new OwnedDiary(host.Sandbox, provider, email));
    }

    private async Task<AppointmentBooked> BookedAsync(Workspace workspace, Guid appointment)
    {
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<AppointmentBooked>(workspace.Id).Any(fact => fact.Appointment.AppointmentId == appointment)),
            "the booking is told of");
        return Assert.Single(host.Events.Of<AppointmentBooked>(workspace.Id));
    }

    private Task UntilTriedAsync(Guid appointment, int attempts) => CalendarHost.UntilAsync(
        async () => await host.QueryAsync<int>("SELECT attempts FROM event_writes WHERE appointment_id = @appointment", new { appointment }) >= attempts,
        "it was tried often enough");

    private static Task UntilAsync(Workspace workspace, Guid appointment, string status) => CalendarHost.UntilAsync(
        async () => await FieldAsync(workspace, appointment, "sync_status") == status, $"the viewing is {status}");

    private static async Task<string> FieldAsync(Workspace workspace, Guid appointment, string field) =>
        (await workspace.GetAsync($"/appointments/{appointment}"))[field]!.GetValue<string>();

    private static Guid IdOf(Answer answer) => answer.Body["appointment_id"]!.GetValue<Guid>();
}
