using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Google;

public sealed class GoogleEventTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Events = "calendars/primary/events";

    private readonly GoogleClient _google = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _google.ConnectAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_inserted_can_be_read_and_has_what_google_adds()
    {
        var made = await _google.InsertAsync(new
        {
            id = "0123456789abcdefv",
            summary = "Viewing of 12 Oak Street",
            start = new { dateTime = "2026-07-01T15:00:00Z" },
            end = new { dateTime = "2026-07-01T10:30:00", timeZone = "America/Chicago" },
            attendees = new[] { new { email = "caller@example.test" }, new { email = _google.Email } },
            extendedProperties = new { @private = new { appointment = "a1" } },
            colour = "nobody knows this",
        });

        Assert.Equal("confirmed", made.GetProperty("status").GetString());
        Assert.Equal("0123456789abcdefv@google.com", made.GetProperty("iCalUID").GetString());
        Assert.Equal("2026-07-01T10:00:00-05:00", made.GetProperty("start").GetProperty("dateTime").GetString());
        Assert.Equal("America/Chicago", made.GetProperty("start").GetProperty("timeZone").GetString());
        Assert.Equal("2026-07-01T10:30:00-05:00", made.GetProperty("end").GetProperty("dateTime").GetString());
        Assert.True(made.GetProperty("organizer").GetProperty("self").GetBoolean());
        Assert.Equal(0, made.GetProperty("sequence").GetInt32());
        Assert.False(made.TryGetProperty("colour", out _));
        var guests = made.GetProperty("attendees");
        Assert.Equal("needsAction", guests[0].GetProperty("responseStatus").GetString());
        Assert.False(guests[0].TryGetProperty("self", out _));
        Assert.True(guests[1].GetProperty("self").GetBoolean());
        Assert.Equal(made.GetRawText(), (await _google.GetAsync($"{Events}/0123456789abcdefv")).GetRawText());
    }

    [Theory]
    [InlineData("abcd")]
    [InlineData("ABCDEF")]
    [InlineData("abcdew")]
    [InlineData("abc-def")]
    [InlineData("abc_def")]
    public async Task An_id_has_five_and_more_characters_of_base32hex(string id)
    {
        var body = new { id, start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" } };

        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Events, body));
    }

    [Fact]
    public async Task An_id_is_used_once_also_when_its_event_is_deleted()
    {
        var body = new { id = "viewing0", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" } };
        var id = "once" + Guid.NewGuid().ToString("N");
        await _google.InsertAsync(new { id, body.start, body.end });

        Assert.Equal("duplicate", await _google.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Post, Events, new { id, body.start, body.end }));
        await _google.DeleteAsync(id);
        Assert.Equal("duplicate", await _google.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Post, Events, new { id, body.start, body.end }));
        Assert.Equal("cancelled", (await _google.GetAsync($"{Events}/{id}")).GetProperty("status").GetString());
        Assert.Equal("deleted", await _google.RefusalAsync(HttpStatusCode.Gone, HttpMethod.Delete, $"{Events}/{id}"));
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"{Events}/never0"));
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"{Events}/never0"));

        var revived = await _google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"{Events}/{id}", new { status = "confirmed", body.start, body.end });
        Assert.Equal("confirmed", revived.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"end":{"date":"2026-07-02"}}""", "required")]
    [InlineData("""{"start":{"date":"2026-07-01"}}""", "required")]
    [InlineData("""{"start":{"dateTime":"2026-07-01T10:00:00"},"end":{"dateTime":"2026-07-01T11:00:00Z"}}""", "required")]
    [InlineData("""{"start":{"dateTime":"tomorrow"},"end":{"dateTime":"2026-07-01T11:00:00Z"}}""", "invalid")]
    [InlineData("""{"start":{"dateTime":"2026-07-01T10:00:00Z","timeZone":"Oak/Hill"},"end":{"dateTime":"2026-07-01T11:00:00Z"}}""", "invalid")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"dateTime":"2026-07-01T11:00:00Z"}}""", "invalid")]
    [InlineData("""{"start":{"date":"2026-07-01","dateTime":"2026-07-01T10:00:00Z"},"end":{"date":"2026-07-02"}}""", "invalid")]
    [InlineData("""{"start":{"dateTime":"2026-07-01T12:00:00Z"},"end":{"dateTime":"2026-07-01T11:00:00Z"}}""", "timeRangeEmpty")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"summary":5}""", "invalid")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"attendees":{"email":"a@b.test"}}""", "invalid")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"attendees":[{"displayName":"Ada"}]}""", "required")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"attendees":[{"email":"ada"}]}""", "invalid")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"transparency":"clear"}""", "invalid")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"recurrence":["RRULE:FREQ=HOURLY"]}""", "invalid")]
    [InlineData("""{"start":{"dateTime":"2026-07-01T10:00:00Z"},"end":{"dateTime":"2026-07-01T11:00:00Z"},"recurrence":["RRULE:FREQ=DAILY"]}""", "required")]
    [InlineData("""{"start":{"date":"2026-07-01"},"end":{"date":"2026-07-02"},"summary":"\ud800"}""", "parseError")]
    [InlineData("""[]""", "parseError")]
    [InlineData("""{"start":""", "parseError")]
    public async Task A_wrong_event_is_refused(string json, string reason) =>
        Assert.Equal(reason, await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Events, json));

    [Fact]
    public async Task A_patch_merges_objects_replaces_arrays_and_takes_away_what_is_null()
    {
        var made = await _google.InsertAsync(new
        {
            summary = "Viewing",
            description = "12 Oak Street",
            start = new { dateTime = "2026-07-01T15:00:00Z" },
            end = new { dateTime = "2026-07-01T15:30:00Z" },
            attendees = new[] { new { email = "a@example.test" }, new { email = "b@example.test" } },
            extendedProperties = new { @private = new { one = "1", two = "2" } },
        });
        var id = made.GetProperty("id").GetString()!;

        var changed = await _google.PatchAsync(id, """
            {"description":null,"attendees":[{"email":"b@example.test"}],"extendedProperties":{"private":{"two":"3"}},"end":{"dateTime":"2026-07-01T16:00:00Z"}}
            """);

        Assert.False(changed.TryGetProperty("description", out _));
        Assert.Equal("Viewing", changed.GetProperty("summary").GetString());
        Assert.Equal("b@example.test", Assert.Single(changed.GetProperty("attendees").EnumerateArray()).GetProperty("email").GetString());
        Assert.Equal("""{"one":"1","two":"3"}""", changed.GetProperty("extendedProperties").GetProperty("private").GetRawText());
        Assert.Equal("2026-07-01T11:00:00-05:00", changed.GetProperty("end").GetProperty("dateTime").GetString());
        Assert.Equal(1, changed.GetProperty("sequence").GetInt32());
        Assert.NotEqual(made.GetProperty("etag").GetString(), changed.GetProperty("etag").GetString());
        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, $"{Events}/{id}", """{"start":{"date":"2026-07-01"}}"""));
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Patch, $"{Events}/never0", "{}"));
    }

    [Fact]
    public async Task A_change_or_deletion_of_an_older_version_is_refused()
    {
        var made = await _google.InsertAsync(GoogleClient.Event("2026-07-01T15:00:00Z", "2026-07-01T15:30:00Z"));
        var (path, etag) = ($"{Events}/{made.GetProperty("id").GetString()}", made.GetProperty("etag").GetString()!);

        var changed = await _google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { summary = "Second" }, etag);

        Assert.Equal("conditionNotMet", await _google.RefusalAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Patch, path, new { summary = "Third" }, etag));
        Assert.Equal("conditionNotMet", await _google.RefusalAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Delete, path, null, etag));
        using var deleted = await _google.SendAsync(HttpMethod.Delete, path, null, changed.GetProperty("etag").GetString());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    [Fact]
    public async Task Guests_are_written_to_when_that_is_asked_for()
    {
        async Task<IReadOnlyList<string>> MailsAsync() => [.. (await _google.ControlAsync(HttpMethod.Get, "/invitations")).GetProperty("items").EnumerateArray()
            .Select(mail => $"{mail.GetProperty("kind").GetString()} {mail.GetProperty("to").GetString()}")];

        var body = new
        {
            start = new { dateTime = "2026-07-01T15:00:00Z" },
            end = new { dateTime = "2026-07-01T15:30:00Z" },
            attendees = new[] { new { email = "a@example.test" }, new { email = "b@example.test" } },
        };
        var silent = await _google.InsertAsync(body);
        Assert.Empty(await MailsAsync());
        var path = $"{Events}/{silent.GetProperty("id").GetString()}";

        await _google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, Events + "?sendUpdates=all", body);
        Assert.Equal(["invitation a@example.test", "invitation b@example.test"], await MailsAsync());
        await _google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path + "?sendUpdates=all", """{"attendees":[{"email":"b@example.test"}]}""");
        Assert.Equal(["update b@example.test", "cancellation a@example.test"], (await MailsAsync()).Skip(2));
        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, path + "?sendUpdates=some"));
        using var deleted = await _google.SendAsync(HttpMethod.Delete, path + "?sendUpdates=all");
        Assert.Equal("cancellation b@example.test", (await MailsAsync())[^1]);
    }

    [Fact]
    public async Task Roles_decide_what_is_seen_and_written()
    {
        var other = new GoogleClient(sandbox.Http);
        await other.ControlAsync(HttpMethod.Post, "/events", new { id = "dentist0", summary = "Dentist", visibility = "private", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" } });
        var path = $"calendars/{Uri.EscapeDataString(other.Email)}/events";
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, path));

        foreach (var role in new[] { "freeBusyReader", "reader" })
        {
            await _google.ControlAsync(HttpMethod.Post, "/calendars", new { id = other.Email, access_role = role });
            var seen = await _google.GetAsync(path + "/dentist0");
            Assert.False(seen.TryGetProperty("summary", out _));
            Assert.Equal("2026-07-01", seen.GetProperty("start").GetProperty("date").GetString());
            Assert.Equal("requiredAccessLevel", await _google.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Patch, path + "/dentist0", new { summary = "x" }));
        }

        await _google.ControlAsync(HttpMethod.Post, "/calendars", new { id = other.Email, access_role = "writer" });
        Assert.Equal("Dentist", (await _google.GetAsync(path + "/dentist0")).GetProperty("summary").GetString());
        await _google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path + "/dentist0", new { summary = "Surgeon" });
        Assert.Equal("Surgeon", (await other.ControlAsync(HttpMethod.Get, "/events/dentist0")).GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Who_is_invited_cannot_move_the_event()
    {
        await _google.ControlAsync(HttpMethod.Post, "/events", new
        {
            id = "theirs0",
            organizer = new { email = "boss@example.test" },
            start = new { date = "2026-07-01" },
            end = new { date = "2026-07-02" },
            attendees = new[] { new { email = _google.Email } },
        });

        Assert.Equal("forbiddenForNonOrganizer", await _google.RefusalAsync(
            HttpStatusCode.Forbidden, HttpMethod.Patch, Events + "/theirs0", new { start = new { date = "2026-07-02" }, end = new { date = "2026-07-03" } }));
        var answered = await _google.PatchAsync("theirs0", new { attendees = new[] { new { email = _google.Email, responseStatus = "declined" } } });
        Assert.Equal("declined", answered.GetProperty("attendees")[0].GetProperty("responseStatus").GetString());
    }

    [Fact]
    public async Task The_owner_puts_moves_and_deletes_events()
    {
        var put = await _google.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch0", summary = "Lunch", start = new { dateTime = "2026-07-01T12:00:00", timeZone = "America/Chicago" }, end = new { dateTime = "2026-07-01T13:00:00", timeZone = "America/Chicago" } });
        Assert.Equal("2026-07-01T12:00:00-05:00", put.GetProperty("start").GetProperty("dateTime").GetString());

        var moved = await _google.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch0", start = new { dateTime = "2026-07-01T12:30:00-05:00" } });
        Assert.Equal("Lunch", moved.GetProperty("summary").GetString());
        Assert.Equal("2026-07-01T12:30:00-05:00", (await _google.GetAsync(Events + "/lunch0")).GetProperty("start").GetProperty("dateTime").GetString());
        await _google.ControlAsync(HttpMethod.Patch, "/events/lunch0", new { summary = "Long lunch" });
        Assert.Equal("Long lunch", Assert.Single(Items(await _google.ControlAsync(HttpMethod.Get, "/events"))).GetProperty("summary").GetString());

        var removed = await _google.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch0", status = "cancelled" });
        Assert.Equal("cancelled", removed.GetProperty("status").GetString());
        Assert.Empty(Items(await _google.ControlAsync(HttpMethod.Get, "/events")));
        await _google.ControlAsync(HttpMethod.Patch, "/events/lunch0", new { status = "confirmed", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" } });
        Assert.Equal("2026-07-02", (await _google.GetAsync(Events + "/lunch0")).GetProperty("end").GetProperty("date").GetString());
        await _google.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch0", deleted = true });
        Assert.Empty((await _google.ListAsync("")).Items);
        await _google.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch1", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" } });
        await _google.ControlAsync(HttpMethod.Delete, "/events/lunch1");
        Assert.Empty((await _google.ListAsync("")).Items);
    }

    private static IReadOnlyList<JsonElement> Items(JsonElement reply) => [.. reply.GetProperty("items").EnumerateArray()];
}
