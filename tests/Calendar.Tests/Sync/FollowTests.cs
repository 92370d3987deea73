using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>What the owner of a diary does to a viewing's event is done to the viewing.</summary>
public sealed class FollowTests(CalendarHost host)
{
    private static readonly DateTimeOffset Tuesday = ConnectedCalendar.Tuesday;

    public static TheoryData<string> Providers => ConnectedCalendar.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_that_is_moved_takes_its_viewing_along_and_nothing_is_written_back(string provider)
    {
        var calendar = await ReadyAsync(provider);
        var id = await calendar.BookAsync(14);
        var shown = Assert.Single(await calendar.Diary.ViewingsAsync());
        var writes = await calendar.CountWritesAsync();

        // Outside business hours and longer: it is the owner's word.
        await calendar.Diary.PutAsync(Tuesday.AddHours(19), Tuesday.AddHours(20), shown.Id, shown.Subject);

        await calendar.UntilAsync(id, appointment => StartOf(appointment) == Tuesday.AddHours(19), "the viewing has followed");
        var moved = await calendar.AppointmentAsync(id);
        Assert.Equal(
            (Tuesday.AddHours(20), "confirmed", "synced", 1),
            (moved["end_at"]!.GetValue<DateTimeOffset>(), moved["status"]!.GetValue<string>(), moved["sync_status"]!.GetValue<string>(), moved["sequence"]!.GetValue<int>()));
        Assert.Equal("provider", await LastActorAsync(calendar, id));
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<AppointmentRescheduled>(calendar.Workspace.Id).Any(told => told.RescheduledBy == "provider")), "it is told");
        Assert.Contains(Tuesday.AddHours(14), await calendar.TuesdaysAsync());
        Assert.Equal(writes, await calendar.CountWritesAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_that_is_moved_to_next_year_is_not_taken_for_a_deleted_one(string provider)
    {
        var calendar = await ReadyAsync(provider);
        var id = await calendar.BookAsync(14);
        var shown = Assert.Single(await calendar.Diary.ViewingsAsync());
        var far = Tuesday.AddDays(400).AddHours(10);

        await calendar.Diary.PutAsync(far, far.AddHours(1), shown.Id, shown.Subject);

        await calendar.UntilAsync(id, appointment => StartOf(appointment) == far, "the viewing has followed");
        Assert.Equal("confirmed", (await calendar.AppointmentAsync(id))["status"]!.GetValue<string>());
        Assert.Contains(Tuesday.AddHours(14), await calendar.TuesdaysAsync());
        Assert.DoesNotContain(host.Events.Of<AppointmentCancelled>(calendar.Workspace.Id), _ => true);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_that_is_deleted_calls_its_viewing_off_and_frees_its_time(string provider)
    {
        var calendar = await ReadyAsync(provider);
        var id = await calendar.BookAsync(14);
        var writes = await calendar.CountWritesAsync();

        await calendar.Diary.RemoveAsync(Assert.Single(await calendar.Diary.ViewingsAsync()).Id);

        await calendar.UntilAsync(id, appointment => appointment["status"]!.GetValue<string>() == "cancelled", "the viewing is called off");
        Assert.Equal("provider", await LastActorAsync(calendar, id));
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<AppointmentCancelled>(calendar.Workspace.Id).Any(told => told.CancelledBy == "provider")), "it is told");
        Assert.Contains(Tuesday.AddHours(14), await calendar.TuesdaysAsync());
        Assert.Equal(writes, await calendar.CountWritesAsync());
        Assert.Equal(201, (await calendar.Workspace.BookAsync(Tuesday.AddHours(14).ToString("O"))).Status);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_that_is_moved_onto_another_viewing_is_a_conflict_until_it_is_moved_again(string provider)
    {
        var calendar = await ReadyAsync(provider);
        var other = await calendar.BookAsync(10);
        var id = await calendar.BookAsync(14);
        var shown = Assert.Single(await calendar.Diary.ViewingsAsync(), entry => entry.Start == Tuesday.AddHours(14));

        await calendar.Diary.PutAsync(Tuesday.AddHours(10.25), Tuesday.AddHours(10.75), shown.Id, shown.Subject);

        await calendar.UntilAsync(id, appointment => appointment["sync_status"]!.GetValue<string>() == "conflict", "the conflict is noticed");
        Assert.Equal((Tuesday.AddHours(14), Tuesday.AddHours(10)), (StartOf(await calendar.AppointmentAsync(id)), StartOf(await calendar.AppointmentAsync(other))));
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<AppointmentConflictDetected>(calendar.Workspace.Id).Any()), "it is told");
        var told = Assert.Single(host.Events.Of<AppointmentConflictDetected>(calendar.Workspace.Id));
        Assert.Equal((id, 3), (told.Appointment.AppointmentId, told.Alternatives.Count));

        await calendar.Diary.PutAsync(Tuesday.AddHours(14), Tuesday.AddHours(14.5), shown.Id, shown.Subject);
        await calendar.UntilAsync(id, appointment => appointment["sync_status"]!.GetValue<string>() == "synced", "the conflict is over");
        Assert.Equal(0, (await calendar.AppointmentAsync(id))["sequence"]!.GetValue<int>());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_viewing_that_we_move_or_call_off_is_not_followed_back(string provider)
    {
        var calendar = await ReadyAsync(provider);
        var id = await calendar.BookAsync(14);
        for (var hour = 9; hour < 13; hour++)
        {
            var answer = await calendar.Workspace.SendAsync(HttpMethod.Patch, $"/appointments/{id}", new { start_time = Tuesday.AddHours(hour).ToString("O") });
            Assert.True(answer.Status == 200, answer.Body.ToString());
        }

        await calendar.UntilAsync(id, appointment => appointment["sync_status"]!.GetValue<string>() == "synced", "the diary shows the last move");
        await CalendarHost.UntilAsync(async () => (await calendar.Diary.ViewingsAsync()).Single().Start == Tuesday.AddHours(12), "the event stands there");
        var booked = await calendar.BookAsync(15);
        var appointment = await calendar.AppointmentAsync(id);
        Assert.Equal((Tuesday.AddHours(12), 4), (StartOf(appointment), appointment["sequence"]!.GetValue<int>()));
        Assert.Equal("confirmed", (await calendar.AppointmentAsync(booked))["status"]!.GetValue<string>());
        Assert.DoesNotContain(host.Events.Of<AppointmentRescheduled>(calendar.Workspace.Id), fact => fact.RescheduledBy == "provider");
    }

    private async Task<ConnectedCalendar> ReadyAsync(string provider)
    {
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider);
        await calendar.TuesdaysAsync();
        await calendar.UntilToldAsync();
        return calendar;
    }

    private static DateTimeOffset StartOf(JsonObject appointment) => appointment["start_at"]!.GetValue<DateTimeOffset>();

    private static async Task<string> LastActorAsync(ConnectedCalendar calendar, Guid id) =>
        (await calendar.Workspace.GetAsync($"/appointments/{id}/history"))["history"]!.AsArray()[^1]!["by"]!["kind"]!.GetValue<string>();
}
