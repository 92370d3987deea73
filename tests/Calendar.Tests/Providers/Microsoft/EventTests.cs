using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class EventTests(GraphHost host) : IClassFixture<GraphHost>
{
    [Fact]
    public async Task A_viewing_is_in_the_diary_with_guest_place_and_reminder()
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        var written = (await user.CreateAsync(draft)).Answer;
        Assert.Equal((draft.Start, draft.End), (written.Start, written.End));
        Assert.StartsWith("https://", written.Link, StringComparison.Ordinal);

        var item = Assert.Single(await user.DiaryAsync());
        Assert.Equal(written.EventId, item.GetProperty("id").GetString());
        Assert.Equal("Viewing: 12 Elm St", item.GetProperty("subject").GetString());
        Assert.Equal("12 Elm St, Springfield", item.GetProperty("location").GetProperty("displayName").GetString());
        Assert.Equal(("text", draft.Description), (item.GetProperty("body").GetProperty("contentType").GetString(), item.GetProperty("body").GetProperty("content").GetString()));
        Assert.Equal("Central Standard Time", item.GetProperty("originalStartTimeZone").GetString());
        Assert.Equal((60, true), (item.GetProperty("reminderMinutesBeforeStart").GetInt32(), item.GetProperty("isReminderOn").GetBoolean()));
        var guest = Assert.Single(item.GetProperty("attendees").EnumerateArray());
        Assert.Equal(("ada@tenant.test", "required"), (guest.GetProperty("emailAddress").GetProperty("address").GetString(), guest.GetProperty("type").GetString()));

        var read = Assert.Single(await user.ListAsync(new Interval(draft.Start, draft.End)));
        Assert.Equal((written.EventId, draft.AppointmentId, true), (read.EventId, read.AppointmentId, read.Blocks));
    }

    [Fact]
    public async Task A_viewing_without_an_address_invites_nobody()
    {
        var user = await host.SignInAsync();
        Assert.Null((await user.CreateAsync(GraphUser.Viewing(email: null))).Error);
        Assert.Empty(Assert.Single(await user.DiaryAsync()).GetProperty("attendees").EnumerateArray());
    }

    [Theory]
    [InlineData("409")]
    [InlineData("400")]
    [InlineData("replay")]
    public async Task Five_lost_answers_make_one_event_however_graph_answers_a_repeat(string duplicates)
    {
        var other = new GraphHost(pageSize: 1_000, ("Sandbox:Microsoft:DuplicateTransaction", duplicates));
        await using var _ = other;
        await other.InitializeAsync();
        var user = await other.SignInAsync();
        var draft = GraphUser.Viewing();
        await user.FaultAsync(new JsonObject { ["status"] = 503, ["after_effect"] = true, ["times"] = 5 });
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal(ProviderError.Unavailable, (await user.CreateAsync(draft)).Error?.Code);
        }

        var written = (await user.CreateAsync(draft)).Answer;
        Assert.Equal(written.EventId, Assert.Single(await user.DiaryAsync()).GetProperty("id").GetString());
        Assert.Equal((draft.Start, draft.End), (written.Start, written.End));
    }

    [Fact]
    public async Task An_event_that_was_moved_before_the_repeat_is_found_where_it_stands()
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        var first = (await user.CreateAsync(draft)).Answer;
        await user.MoveAsync(first.EventId, "2026-04-20T10:00:00", "2026-04-20T10:30:00");
        var again = (await user.CreateAsync(draft)).Answer;
        Assert.Equal((first.EventId, Instant.FromUtc(2026, 4, 20, 15, 0)), (again.EventId, again.Start));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    public async Task A_moved_event_is_found_without_its_id_too(int status)
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        var first = (await user.CreateAsync(draft)).Answer;
        await user.PutAsync("Something else", "2026-03-16T14:00:00", "2026-03-16T14:30:00");
        await user.MoveAsync(first.EventId, "2026-04-20T10:00:00", "2026-04-20T10:30:00");
        await user.FaultAsync(Duplicate(status, existingEventId: null));
        var again = (await user.CreateAsync(draft)).Answer;
        Assert.Equal((first.EventId, Instant.FromUtc(2026, 4, 20, 15, 0)), (again.EventId, again.Start));
    }

    [Fact]
    public async Task A_repeat_whose_event_has_gone_is_a_duplicate_and_the_next_generation_makes_another()
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        var first = (await user.CreateAsync(draft)).Answer;
        await user.DeleteAsync(first.EventId);
        await user.FaultAsync(Duplicate(409, first.EventId));
        Assert.Equal(ProviderError.Duplicate, (await user.CreateAsync(draft)).Error?.Code);

        var second = (await user.CreateAsync(draft with { Generation = 1 })).Answer;
        Assert.NotEqual(first.EventId, second.EventId);
        Assert.Single(await user.DiaryAsync());
    }

    [Fact]
    public async Task An_event_of_somebody_else_is_never_taken_for_ours()
    {
        var user = await host.SignInAsync();
        var other = await user.PutAsync("Something else", "2026-03-16T14:00:00", "2026-03-16T14:30:00");
        await user.FaultAsync(Duplicate(409, other.GetProperty("id").GetString()));
        Assert.Equal(ProviderError.Duplicate, (await user.CreateAsync(GraphUser.Viewing())).Error?.Code);
    }

    [Fact]
    public async Task A_change_sends_what_differs_and_nothing_when_nothing_does()
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        var written = (await user.CreateAsync(draft)).Answer;
        var before = Key(Assert.Single(await user.DiaryAsync()));
        Assert.Equal(written, (await user.UpdateAsync(written.EventId, draft)).Answer);
        Assert.Equal(before, Key(Assert.Single(await user.DiaryAsync())));

        var later = draft with { Start = draft.Start + Duration.FromDays(1), End = draft.End + Duration.FromDays(1), Subject = "Viewing: moved" };
        var moved = (await user.UpdateAsync(written.EventId, later)).Answer;
        Assert.Equal((written.EventId, later.Start, later.End), (moved.EventId, moved.Start, moved.End));
        var item = Assert.Single(await user.DiaryAsync());
        Assert.Equal("Viewing: moved", item.GetProperty("subject").GetString());
        Assert.Equal(draft.Description, item.GetProperty("body").GetProperty("content").GetString());
        Assert.Single(item.GetProperty("attendees").EnumerateArray());
    }

    [Fact]
    public async Task A_viewing_that_is_called_off_leaves_the_diary_and_a_second_time_changes_nothing()
    {
        var user = await host.SignInAsync();
        var written = (await user.CreateAsync(GraphUser.Viewing())).Answer;
        Assert.Null(await user.CancelAsync(written.EventId, "Rented"));
        Assert.Empty(await user.DiaryAsync());
        Assert.Null(await user.CancelAsync(written.EventId, "Rented"));
        Assert.Equal(ProviderError.NotFound, (await user.UpdateAsync(written.EventId, GraphUser.Viewing())).Error?.Code);
    }

    [Fact]
    public async Task What_cannot_be_called_off_is_deleted()
    {
        var user = await host.SignInAsync();
        var invited = await user.PutAsync("Their meeting", "2026-03-16T14:00:00", "2026-03-16T14:30:00", more: new { isOrganizer = false });
        Assert.Null(await user.CancelAsync(invited.GetProperty("id").GetString()!));
        Assert.Empty(await user.DiaryAsync());
    }

    [Fact]
    public async Task A_diary_that_may_only_be_read_is_not_written()
    {
        var user = await host.SignInAsync();
        await user.ControlAsync("calendars", new { name = "The boss", id = "Boss-AAMkAGI2TGuLAAA-0123456789-diary=", can_edit = false });
        var boss = user with { Diary = user.Diary with { DiaryId = "Boss-AAMkAGI2TGuLAAA-0123456789-diary=", Access = DiaryAccess.Read } };
        Assert.Equal(ProviderError.Forbidden, (await boss.CreateAsync(GraphUser.Viewing())).Error?.Code);
    }

    private static string? Key(JsonElement item) => item.GetProperty("changeKey").GetString();

    private static JsonObject Duplicate(int status, string? existingEventId)
    {
        var error = new JsonObject { ["code"] = "ErrorDuplicateTransactionId", ["message"] = "Used." };
        if (existingEventId is not null)
        {
            error["@event.existingEventId"] = existingEventId;
        }

        return new JsonObject { ["status"] = status, ["times"] = 1, ["body"] = new JsonObject { ["error"] = error } };
    }
}
