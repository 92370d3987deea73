using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Google;

/// <summary>What is written into calendars.</summary>
public sealed class GoogleWriteTests(GoogleHost host) : IClassFixture<GoogleHost>
{
    [Fact]
    public async Task A_viewing_is_in_the_calendar_with_its_guest_invited()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var created = (await ann.CreateAsync(viewing)).Answer;
        Assert.Equal((viewing.Start, viewing.End), (created.Start, created.End));
        Assert.StartsWith("https://", created.Link, StringComparison.Ordinal);

        var item = Assert.Single(await ann.EventsAsync())!;
        Assert.Equal(created.EventId, item["id"]!.GetValue<string>());
        Assert.Equal(viewing.Subject, item["summary"]!.GetValue<string>());
        Assert.Equal(viewing.Location, item["location"]!.GetValue<string>());
        Assert.Equal(viewing.Description, item["description"]!.GetValue<string>());
        Assert.Equal("renee@guest.test", Assert.Single(item["attendees"]!.AsArray())!["email"]!.GetValue<string>());
        Assert.False(item["guestsCanModify"]!.GetValue<bool>());
        Assert.False(item["guestsCanSeeOtherGuests"]!.GetValue<bool>());
        Assert.Equal("""{"useDefault":false,"overrides":[{"method":"popup","minutes":60}]}""", item["reminders"]!.ToJsonString());
        Assert.Equal(["invitation renee@guest.test"], await MailsAsync(ann));

        var read = Assert.Single(await ann.EventsOfAsync(GoogleDiary.Day));
        Assert.Equal((viewing.AppointmentId, true), (read.AppointmentId, read.Blocks));
    }

    [Fact]
    public async Task An_event_whose_answer_is_lost_five_times_is_there_once()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        await ann.BreakAsync(new JsonObject { ["status"] = 503, ["after_effect"] = true, ["times"] = 5 });
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal(ProviderError.Unavailable, (await ann.CreateAsync(viewing)).Error!.Code);
        }

        var created = (await ann.CreateAsync(viewing)).Answer;
        Assert.Equal(created, (await ann.CreateAsync(viewing)).Answer);
        Assert.Equal(created.EventId, Assert.Single(await ann.EventsAsync())!["id"]!.GetValue<string>());
        Assert.Equal(["invitation renee@guest.test"], await MailsAsync(ann));
    }

    [Fact]
    public async Task Twenty_at_once_make_one_event()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ann.CreateAsync(viewing)));
        Assert.Single(created.Select(result => result.Answer).Distinct());
        Assert.Single(await ann.EventsAsync());
    }

    [Fact]
    public async Task An_earlier_event_that_its_owner_has_moved_is_answered_where_it_stands()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var id = (await ann.CreateAsync(viewing)).Answer.EventId;
        await ann.ChangeAsync(id, new { start = new { dateTime = "2027-03-02T16:00:00-06:00" }, end = new { dateTime = "2027-03-02T16:30:00-06:00" } });
        var found = (await ann.CreateAsync(viewing)).Answer;
        Assert.Equal((id, GoogleDiary.Hour(16)), (found.EventId, found.Start));

        await ann.ChangeAsync(id, new { start = new { date = "2027-03-02", dateTime = (string?)null }, end = new { date = "2027-03-03", dateTime = (string?)null } });
        found = (await ann.CreateAsync(viewing)).Answer;
        Assert.Equal((GoogleDiary.Hour(0), GoogleDiary.Hour(24)), (found.Start, found.End));
    }

    [Fact]
    public async Task The_id_of_a_deleted_event_is_used_up_and_the_next_generation_is_not()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        await ann.RemoveAsync((await ann.CreateAsync(viewing)).Answer.EventId);
        Assert.Equal(ProviderError.Duplicate, (await ann.CreateAsync(viewing)).Error!.Code);
        Assert.Empty(await ann.EventsAsync());

        var again = (await ann.CreateAsync(viewing with { Generation = 1 })).Answer;
        var read = Assert.Single(await ann.EventsOfAsync(GoogleDiary.Day));
        Assert.Equal((again.EventId, viewing.AppointmentId), (read.EventId, read.AppointmentId));
    }

    [Fact]
    public async Task A_change_shows_the_draft_keeps_the_owners_guests_and_tells_everybody()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var id = (await ann.CreateAsync(viewing)).Answer.EventId;
        await ann.ChangeAsync(id, new
        {
            attendees = new object[]
            {
                new { email = "renee@guest.test", responseStatus = "accepted" },
                new { email = "ben@oakhill.test", responseStatus = "accepted", comment = "With the keys" },
            },
        });

        var moved = viewing with { Start = GoogleDiary.Hour(16), End = GoogleDiary.Hour(17), Subject = "Viewing, moved", AttendeeName = "Renee O." };
        var changed = (await ann.UpdateAsync(id, moved)).Answer;
        Assert.Equal((id, moved.Start, moved.End), (changed.EventId, changed.Start, changed.End));
        Assert.Equal(changed, (await ann.UpdateAsync(id, moved)).Answer);

        var item = Assert.Single(await ann.EventsAsync())!;
        Assert.Equal("Viewing, moved", item["summary"]!.GetValue<string>());
        Assert.Equal(
            ["renee@guest.test needsAction Renee O. ", "ben@oakhill.test accepted  With the keys"],
            item["attendees"]!.AsArray().Select(guest => $"{guest!["email"]} {guest["responseStatus"]} {guest["displayName"]} {guest["comment"]}"));
        Assert.Contains("update ben@oakhill.test", await MailsAsync(ann));
        Assert.Equal(viewing.AppointmentId, Assert.Single(await ann.EventsOfAsync(GoogleDiary.Day)).AppointmentId);
    }

    [Fact]
    public async Task Another_address_is_invited_in_place_of_the_one_before()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var id = (await ann.CreateAsync(viewing)).Answer.EventId;
        await ann.UpdateAsync(id, viewing with { AttendeeEmail = "renee.two@guest.test" });
        Assert.Equal("renee.two@guest.test", Assert.Single(Assert.Single(await ann.EventsAsync())!["attendees"]!.AsArray())!["email"]!.GetValue<string>());
        await ann.UpdateAsync(id, viewing with { AttendeeEmail = null });
        Assert.Empty(Assert.Single(await ann.EventsAsync())!["attendees"]?.AsArray() ?? []);
        Assert.Equal(
            ["invitation renee@guest.test", "invitation renee.two@guest.test", "cancellation renee@guest.test", "cancellation renee.two@guest.test"],
            await MailsAsync(ann));
    }

    [Fact]
    public async Task Calling_an_event_off_tells_its_guests_once()
    {
        var ann = await host.ConnectAsync();
        var id = (await ann.CreateAsync(GoogleDiary.Viewing(14))).Answer.EventId;
        Assert.Null(await ann.CancelAsync(id));
        Assert.Null(await ann.CancelAsync(id));
        Assert.Null(await ann.CancelAsync("neverthere00"));
        Assert.Empty(await ann.EventsAsync());
        Assert.Equal(["invitation renee@guest.test", "cancellation renee@guest.test"], await MailsAsync(ann));
    }

    [Fact]
    public async Task An_event_that_has_gone_is_not_changed_or_revived()
    {
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var id = (await ann.CreateAsync(viewing)).Answer.EventId;
        await ann.RemoveAsync(id);
        Assert.Equal(ProviderError.NotFound, (await ann.UpdateAsync(id, viewing)).Error!.Code);
        Assert.Equal(ProviderError.NotFound, (await ann.UpdateAsync("neverthere00", viewing)).Error!.Code);
        Assert.Empty(await ann.EventsAsync());
    }

    [Fact]
    public async Task A_calendar_that_may_only_be_read_cannot_be_written()
    {
        var ann = await host.ConnectAsync();
        var id = ann.CalendarId("team");
        await ann.AddCalendarAsync(new { id, access_role = "reader" });
        var team = ann.At(new DiaryAddress(id, DateTimeZone.Utc, DiaryAccess.Read));
        Assert.Equal(ProviderError.Forbidden, (await team.CreateAsync(GoogleDiary.Viewing(14))).Error!.Code);
    }

    [Fact]
    public async Task An_earlier_event_that_is_not_seen_everywhere_yet_is_waited_for()
    {
        // Were it taken for deleted, the next generation would make a second event.
        var ann = await host.ConnectAsync();
        ann = ann.At(ann.Address with { DiaryId = "primary" });
        var viewing = GoogleDiary.Viewing(14);
        var id = (await ann.CreateAsync(viewing)).Answer.EventId;
        await ann.BreakAsync(new JsonObject
        {
            ["target"] = $"google/calendar/v3/calendars/primary/events/{id}",
            ["status"] = 404,
            ["body"] = JsonNode.Parse("""{"error":{"code":404,"errors":[{"reason":"notFound"}]}}"""),
            ["times"] = 1,
        });
        Assert.Equal(ProviderError.Unavailable, (await ann.CreateAsync(viewing)).Error!.Code);
        Assert.Equal(id, (await ann.CreateAsync(viewing)).Answer.EventId);
    }

    private static async Task<IEnumerable<string>> MailsAsync(GoogleDiary diary) =>
        (await diary.InvitationsAsync()).Select(mail => $"{mail!["kind"]} {mail["to"]}");
}
