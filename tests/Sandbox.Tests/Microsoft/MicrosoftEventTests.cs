using System.Net;
using System.Text.Json;
using static PeteRental.Sandbox.Tests.Microsoft.MicrosoftClient;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftEventTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private readonly MicrosoftClient _graph = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _graph.SignInAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_event_is_created_read_changed_and_deleted()
    {
        var wanted = Event("2026-03-15T12:00:00", "2026-03-15T12:30:00");
        wanted["body"] = new { contentType = "HTML", content = "<p>Ask for <b>Ada</b></p>" };
        wanted["location"] = new { displayName = "12 Oak Street", address = new { city = "Chicago" } };
        var made = await _graph.CreateAsync(wanted);

        Assert.Equal("2026-03-15T12:00:00.0000000", Start(made));
        Assert.Equal("UTC", made.GetProperty("start").GetProperty("timeZone").GetString());
        Assert.Equal("Ask for Ada", made.GetProperty("bodyPreview").GetString());
        Assert.Equal("busy", made.GetProperty("showAs").GetString());
        Assert.Equal("singleInstance", made.GetProperty("type").GetString());
        Assert.EndsWith("$metadata#users('" + await MyIdAsync() + "')/events/$entity", made.GetProperty("@odata.context").GetString(), StringComparison.Ordinal);
        var id = Id(made);
        Assert.True(JsonElement.DeepEquals(made, await _graph.GetAsync("me/events/" + Uri.EscapeDataString(id))));
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "me/events/" + Uri.EscapeDataString(SwapCase(id))));

        var changed = await _graph.ChangeAsync(id, new { subject = "Moved", start = At("2026-03-15T14:00:00"), end = At("2026-03-15T14:30:00") });
        Assert.Equal("Moved", changed.GetProperty("subject").GetString());
        Assert.Equal("Chicago", changed.GetProperty("location").GetProperty("address").GetProperty("city").GetString());
        Assert.NotEqual(ETag(made), ETag(changed));
        Assert.NotEqual(made.GetProperty("changeKey").GetString(), changed.GetProperty("changeKey").GetString());

        await _graph.DeleteAsync(id);
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "me/events/" + id));
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "me/events/" + id));
    }

    [Theory]
    [InlineData("""{"subject":"x","colour":"red"}""", "RequestBodyRead")]
    [InlineData("""{"subject":"x","location":{"displayName":"y","floor":2}}""", "RequestBodyRead")]
    [InlineData("""{"subject":7}""", "RequestBodyRead")]
    [InlineData("""{"showAs":"occupied"}""", "RequestBodyRead")]
    [InlineData("""{"body":{"contentType":"markdown","content":"x"}}""", "RequestBodyRead")]
    [InlineData("""{"attendees":[{"type":"required"}]}""", "ErrorInvalidRequest")]
    [InlineData("""{"transactionId":"x"}""", "RequestBodyRead")]
    [InlineData("""{"id":"x"}""", "RequestBodyRead")]
    [InlineData("""{"isCancelled":true}""", "RequestBodyRead")]
    [InlineData("""{"start":{"dateTime":"2026-03-15T12:00:00","timeZone":"Mars Standard Time"}}""", "TimeZoneNotSupportedException")]
    [InlineData("""{"start":{"dateTime":"noon","timeZone":"UTC"}}""", "ErrorInvalidRequest")]
    [InlineData("""{"end":{"dateTime":"9999-12-31T23:00:00","timeZone":"Hawaiian Standard Time"}}""", "ErrorInvalidRequest")]
    [InlineData("""{"end":{"dateTime":"2020-03-15T12:00:00","timeZone":"UTC"}}""", "ErrorPropertyValidationFailure")]
    [InlineData("""{"isAllDay":true}""", "ErrorPropertyValidationFailure")]
    [InlineData("""{"subject":"x","subject":"y"}""", "BadRequest")]
    [InlineData("""{"subject":"\ud800"}""", "BadRequest")]
    [InlineData("[]", "BadRequest")]
    [InlineData("{", "BadRequest")]
    public async Task What_Graph_does_not_know_or_allow_is_refused_and_changes_nothing(string json, string code)
    {
        var made = await _graph.CreateAsync(Event("2026-03-15T12:00:00", "2026-03-15T12:30:00"));

        Assert.Equal(code, await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "me/events/" + Id(made), json));
        Assert.Equal(ETag(made), ETag(await _graph.GetAsync("me/events/" + Id(made))));
    }

    [Fact]
    public async Task An_event_needs_a_start_and_an_end() =>
        Assert.Equal("ErrorInvalidRequest", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "me/events", new { subject = "x" }));

    [Fact]
    public async Task A_stale_etag_changes_and_deletes_nothing()
    {
        var made = await _graph.CreateAsync(Event("2026-03-15T12:00:00", "2026-03-15T12:30:00"));
        var path = "me/events/" + Id(made);
        _graph.Headers["If-Match"] = ETag(made)!;
        var changed = await _graph.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { subject = "First" });

        Assert.Equal("ErrorIrresolvableConflict", await _graph.RefusalAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Patch, path, new { subject = "Second" }));
        Assert.Equal("ErrorIrresolvableConflict", await _graph.RefusalAsync(HttpStatusCode.PreconditionFailed, HttpMethod.Delete, path));
        _graph.Headers["If-Match"] = ETag(changed)!;
        await _graph.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
    }

    [Fact]
    public async Task A_transaction_makes_one_event_however_often_it_is_sent()
    {
        var wanted = Event("2026-03-15T12:00:00", "2026-03-15T12:30:00");
        wanted["transactionId"] = "booking-1";
        var made = await _graph.CreateAsync(wanted);

        var error = (await _graph.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, "me/events", wanted)).GetProperty("error");
        Assert.Equal("ErrorDuplicateTransactionId", error.GetProperty("code").GetString());
        Assert.Equal(Id(made), error.GetProperty("@event.existingEventId").GetString());
        Assert.Equal("booking-1", made.GetProperty("transactionId").GetString());
        var racing = Enumerable.Range(0, 3).Select(async _ =>
        {
            using var response = await _graph.SendAsync(HttpMethod.Post, "me/events", new Dictionary<string, object>(wanted) { ["transactionId"] = "booking-2" });
            return response.StatusCode;
        });
        Assert.Single(await Task.WhenAll(racing), HttpStatusCode.Created);
        Assert.Equal(2, (await _graph.AllAsync("me/events")).Count);
    }

    [Theory]
    [InlineData("400", HttpStatusCode.BadRequest)]
    [InlineData("replay", HttpStatusCode.Created)]
    public async Task How_a_repeated_transaction_is_answered_can_be_chosen(string setting, HttpStatusCode status)
    {
        await using var host = new SandboxHost(new() { ["Sandbox:Microsoft:DuplicateTransaction"] = setting });
        await host.InitializeAsync();
        var graph = new MicrosoftClient(host.Http);
        await graph.SignInAsync();
        var wanted = Event("2026-03-15T12:00:00", "2026-03-15T12:30:00");
        wanted["transactionId"] = "booking-1";
        var made = await graph.CreateAsync(wanted);

        var again = await graph.ExpectAsync(status, HttpMethod.Post, "me/events", wanted);
        Assert.Equal(Id(made), setting == "replay" ? Id(again) : again.GetProperty("error").GetProperty("@event.existingEventId").GetString());
        Assert.Single(await graph.AllAsync("me/events"));
    }

    [Fact]
    public async Task Attendees_are_mailed_when_they_are_concerned()
    {
        var wanted = Event("2026-03-15T12:00:00", "2026-03-15T12:30:00");
        wanted["attendees"] = new[] { Attendee("tenant@example.test"), Attendee("agent@oakhill.test") };
        var made = await _graph.CreateAsync(wanted);
        Assert.Equal("none", made.GetProperty("attendees")[0].GetProperty("status").GetProperty("response").GetString());

        await _graph.ChangeAsync(Id(made), new { attendees = new[] { Attendee("tenant@example.test"), Attendee("owner@example.test") } });
        await _graph.ChangeAsync(Id(made), new { start = At("2026-03-15T12:10:00") });
        await _graph.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, $"me/events/{Id(made)}/cancel", new { comment = "Let already" });

        var mails = (await _graph.ControlAsync(HttpMethod.Get, "/invitations")).GetProperty("invitations").EnumerateArray().ToList();
        Assert.Equal(
            [
                "invitation tenant@example.test", "invitation agent@oakhill.test", "cancellation agent@oakhill.test", "invitation owner@example.test",
                "update tenant@example.test", "update owner@example.test", "cancellation tenant@example.test", "cancellation owner@example.test",
            ],
            mails.Select(mail => $"{mail.GetProperty("kind").GetString()} {mail.GetProperty("to").GetString()}"));
        Assert.Equal("Let already", mails[^1].GetProperty("comment").GetString());
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"me/events/{Id(made)}/cancel", new { }));
    }

    [Fact]
    public async Task Only_the_organizer_cancels()
    {
        var made = await _graph.ControlAsync(HttpMethod.Post, "/events", new Dictionary<string, object>(Event("2026-03-15T12:00:00", "2026-03-15T13:00:00"))
        {
            ["isOrganizer"] = false,
            ["organizer"] = new { emailAddress = new { address = "boss@example.test", name = "Boss" } },
            ["responseStatus"] = new { response = "declined", time = "2026-01-01T00:00:00Z" },
        });

        Assert.Equal("ErrorInvalidRequest", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"me/events/{Id(made)}/cancel", new { comment = "x" }));
        var read = await _graph.GetAsync("me/events/" + Id(made));
        Assert.Equal("declined", read.GetProperty("responseStatus").GetProperty("response").GetString());
        Assert.Equal("boss@example.test", read.GetProperty("organizer").GetProperty("emailAddress").GetProperty("address").GetString());
    }

    [Fact]
    public async Task A_calendar_that_is_shared_for_reading_is_read_and_not_written()
    {
        var shared = await _graph.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Office", can_edit = false });
        var path = $"me/calendars/{Id(shared)}/events";
        var made = await _graph.ControlAsync(HttpMethod.Post, "/events", new Dictionary<string, object>(Event("2026-03-15T12:00:00", "2026-03-15T13:00:00")) { ["calendar_id"] = Id(shared) });

        Assert.Single(await _graph.AllAsync(path));
        Assert.Empty(await _graph.AllAsync("me/events"));
        Assert.Equal("ErrorAccessDenied", await _graph.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Post, path, Event("2026-03-16T12:00:00", "2026-03-16T13:00:00")));
        Assert.Equal("ErrorAccessDenied", await _graph.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Patch, $"{path}/{Id(made)}", new { subject = "x" }));
        Assert.Equal("ErrorAccessDenied", await _graph.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, $"{path}/{Id(made)}"));
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "me/calendar/events/" + "AAMkAGnone"));
        Assert.False((await _graph.GetAsync("me/calendars/" + Id(shared))).GetProperty("canEdit").GetBoolean());
    }

    [Fact]
    public async Task Ones_own_event_is_found_again_by_what_was_written_into_it()
    {
        const string property = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Appointment";
        var wanted = Event("2026-03-15T12:00:00", "2026-03-15T12:30:00");
        wanted["singleValueExtendedProperties"] = new[] { new { id = property, value = "apt_1" } };
        var made = await _graph.CreateAsync(wanted);
        await _graph.CreateAsync(Event("2026-03-15T12:00:00", "2026-03-15T12:30:00"));

        var byProperty = await _graph.AllAsync("me/events?$filter=" + Uri.EscapeDataString($"singleValueExtendedProperties/Any(ep: ep/id eq '{property}' and ep/value eq 'apt_1')"));
        Assert.Equal(Id(made), Id(Assert.Single(byProperty)));
        Assert.False(made.TryGetProperty("singleValueExtendedProperties", out _));
        var expanded = await _graph.GetAsync($"me/events/{Id(made)}?$expand=" + Uri.EscapeDataString($"singleValueExtendedProperties($filter=id eq '{property}')"));
        Assert.Equal("apt_1", expanded.GetProperty("singleValueExtendedProperties")[0].GetProperty("value").GetString());
        Assert.Equal("ErrorInvalidUrlQueryFilter", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "me/events?$filter=subject%20eq%20'x'"));
    }

    private static string SwapCase(string id) => string.Concat(id.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));

    private async Task<string?> MyIdAsync() => (await _graph.GetAsync("me")).GetProperty("id").GetString();

    private static object At(string time) => new { dateTime = time, timeZone = "UTC" };

    private static object Attendee(string address) => new { emailAddress = new { address, name = "Somebody" }, type = "required" };

    private static string? Start(JsonElement made) => made.GetProperty("start").GetProperty("dateTime").GetString();

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;

    private static string? ETag(JsonElement made) => made.GetProperty("@odata.etag").GetString();
}
