using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Google;

public sealed class GoogleCalendarTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private readonly GoogleClient _google = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _google.ConnectAsync("https://www.googleapis.com/auth/calendar");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Whoever_signs_in_has_a_calendar_of_their_address()
    {
        var primary = Assert.Single((await _google.GetAsync("users/me/calendarList")).GetProperty("items").EnumerateArray());

        Assert.Equal(_google.Email, primary.GetProperty("id").GetString());
        Assert.True(primary.GetProperty("primary").GetBoolean());
        Assert.Equal("owner", primary.GetProperty("accessRole").GetString());
        Assert.Equal("America/Chicago", primary.GetProperty("timeZone").GetString());
        Assert.Equal(primary.GetRawText(), (await _google.GetAsync("users/me/calendarList/primary")).GetRawText());
        Assert.Equal(_google.Email, (await _google.GetAsync("calendars/" + Uri.EscapeDataString(_google.Email))).GetProperty("id").GetString());
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "calendars/nobody@oakhill.test"));
        Assert.Equal("notFound", await _google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "colors"));
    }

    [Fact]
    public async Task The_list_comes_in_pages_by_role_and_without_what_is_hidden()
    {
        await _google.ControlAsync(HttpMethod.Post, "/calendars", new { id = "team#1@group.calendar.google.com", name = "Team", time_zone = "Europe/Berlin", can_edit = true });
        await _google.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Holidays", access_role = "reader" });
        await _google.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Colleague", access_role = "freeBusyReader" });
        await _google.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Shared", access_role = "writerWithoutPrivateAccess" });
        await _google.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Old", hidden = true });

        Assert.Equal([_google.Email, "Team", "Holidays", "Colleague", "Shared"], await NamesAsync("maxResults=2"));
        Assert.Equal([_google.Email, "Team"], await NamesAsync("minAccessRole=writer"));
        Assert.Equal([_google.Email, "Old"], await NamesAsync("minAccessRole=owner&showHidden=true&maxResults=1"));
        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "users/me/calendarList?minAccessRole=king"));
        Assert.Equal("invalid", await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "users/me/calendarList?pageToken=x"));
        var made = await _google.InsertAsync(new { start = new { dateTime = "2026-07-01T10:00:00Z" }, end = new { dateTime = "2026-07-01T11:00:00Z" } }, "team#1@group.calendar.google.com");
        Assert.Equal("2026-07-01T12:00:00+02:00", made.GetProperty("start").GetProperty("dateTime").GetString());
    }

    [Fact]
    public async Task Busy_times_are_merged_cut_to_the_range_and_leave_out_what_takes_no_time()
    {
        await PutAsync("2026-07-01T08:00:00Z", "2026-07-01T10:00:00Z");
        await PutAsync("2026-07-01T09:30:00Z", "2026-07-01T10:30:00Z");
        await PutAsync("2026-07-01T10:30:00Z", "2026-07-01T11:00:00Z", new { status = "tentative" });
        await PutAsync("2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z", new { transparency = "transparent" });
        await PutAsync("2026-07-01T13:00:00Z", "2026-07-01T14:00:00Z", new { attendees = new[] { new { email = _google.Email, responseStatus = "declined" } } });
        await PutAsync("2026-07-01T14:00:00Z", "2026-07-01T15:00:00Z", new { attendees = new[] { new { email = "other@example.test", responseStatus = "declined" } } });
        await _google.DeleteAsync(await PutAsync("2026-07-01T15:00:00Z", "2026-07-01T16:00:00Z"));
        await PutAsync("2026-07-01T16:30:00Z", "2026-07-01T18:00:00Z");
        await PutAsync("2026-07-01T17:00:00Z", "2026-07-01T18:00:00Z");

        var calendars = await _google.BusyAsync("2026-07-01T09:00:00Z", "2026-07-01T17:00:00Z", "primary", _google.Email, "nobody@oakhill.test");

        const string busy = """[{"start":"2026-07-01T09:00:00Z","end":"2026-07-01T11:00:00Z"},{"start":"2026-07-01T14:00:00Z","end":"2026-07-01T15:00:00Z"},{"start":"2026-07-01T16:30:00Z","end":"2026-07-01T17:00:00Z"}]""";
        Assert.Equal(busy, calendars.GetProperty("primary").GetProperty("busy").GetRawText());
        Assert.Equal(busy, calendars.GetProperty(_google.Email).GetProperty("busy").GetRawText());
        Assert.Equal("""[{"domain":"global","reason":"notFound"}]""", calendars.GetProperty("nobody@oakhill.test").GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task Busy_times_of_a_series_and_of_a_whole_day_are_in_the_calendars_zone()
    {
        await _google.InsertAsync(new { start = new { date = "2026-03-08" }, end = new { date = "2026-03-09" } });
        await _google.InsertAsync(new
        {
            start = new { dateTime = "2026-03-02T09:00:00", timeZone = "America/Chicago" },
            end = new { dateTime = "2026-03-02T10:00:00", timeZone = "America/Chicago" },
            recurrence = new[] { "RRULE:FREQ=WEEKLY" },
        });

        var calendars = await _google.BusyAsync("2026-03-08T00:00:00-06:00", "2026-03-17T00:00:00-05:00", "primary");

        Assert.Equal(
            """[{"start":"2026-03-08T06:00:00Z","end":"2026-03-09T05:00:00Z"},{"start":"2026-03-09T14:00:00Z","end":"2026-03-09T15:00:00Z"},{"start":"2026-03-16T14:00:00Z","end":"2026-03-16T15:00:00Z"}]""",
            calendars.GetProperty("primary").GetProperty("busy").GetRawText());
    }

    [Theory]
    [InlineData("""{"timeMin":"2026-01-01T00:00:00Z","timeMax":"2026-06-01T00:00:00Z","items":[]}""", "timeRangeTooLong")]
    [InlineData("""{"timeMin":"2026-01-02T00:00:00Z","timeMax":"2026-01-01T00:00:00Z","items":[]}""", "timeRangeEmpty")]
    [InlineData("""{"timeMin":"2026-01-01T00:00:00","timeMax":"2026-01-02T00:00:00Z","items":[]}""", "badRequest")]
    [InlineData("""{"timeMax":"2026-01-02T00:00:00Z","items":[]}""", "required")]
    [InlineData("""{"timeMin":"2026-01-01T00:00:00Z","timeMax":"2026-01-02T00:00:00Z","items":["primary"]}""", "invalid")]
    [InlineData("""{"timeMin":"2026-01-01T00:00:00Z","timeMax":"2026-01-02T00:00:00Z","timeZone":"Oak/Hill"}""", "invalid")]
    public async Task A_wrong_question_about_busy_times_is_refused(string json, string reason) =>
        Assert.Equal(reason, await _google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "freeBusy", json));

    [Fact]
    public async Task More_than_fifty_calendars_are_too_many()
    {
        var calendars = await _google.BusyAsync(
            "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", [.. Enumerable.Range(0, 50).Select(index => $"c{index}@oakhill.test"), "primary"]);

        Assert.Equal("tooManyCalendarsRequested", calendars.GetProperty("primary").GetProperty("errors")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Without_a_token_or_with_a_wrong_one_nothing_is_answered()
    {
        Assert.Equal("required", await new GoogleClient(sandbox.Http).RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "users/me/calendarList"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/google/calendar/v3/users/me/calendarList");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer ya29.wrong");
        using var response = await sandbox.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"error":{"errors":[{"domain":"global","reason":"authError","message":"Invalid Credentials","locationType":"header","location":"Authorization"}],"code":401,"message":"Invalid Credentials"}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_index_names_google_and_its_controls()
    {
        var index = await sandbox.Http.GetFromJsonAsync<JsonElement>("/");

        Assert.Equal("Google", index.GetProperty("stands_for").GetProperty("/google").GetString());
        Assert.Contains("/control/google/accounts/{email}", index.GetProperty("control").EnumerateArray().Select(path => path.GetString()));
    }

    [Theory]
    [InlineData("PATCH", "", """{"time_zone":"Oak/Hill"}""")]
    [InlineData("POST", "/calendars", """{"name":"x","access_role":"king"}""")]
    [InlineData("POST", "/calendars", """{"name":"x","time_zone":"Oak/Hill"}""")]
    [InlineData("POST", "/events", """{"start":{"date":"2026-07-01"}}""")]
    public async Task A_wrong_control_request_is_refused(string method, string path, string json)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _google.ControlPath + path) { Content = new StringContent(json, null, "application/json") };
        using var response = await sandbox.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<string> PutAsync(string start, string end, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["start"] = JsonSerializer.SerializeToNode(new { dateTime = start });
        body["end"] = JsonSerializer.SerializeToNode(new { dateTime = end });
        return (await _google.InsertAsync(body.ToJsonString())).GetProperty("id").GetString()!;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(string query)
    {
        var names = new List<string>();
        for (var token = ""; token is not null;)
        {
            var page = await _google.GetAsync($"users/me/calendarList?{query}{token}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("summary").GetString()!));
            token = page.TryGetProperty("nextPageToken", out var next) ? "&pageToken=" + next.GetString() : null;
        }

        return names;
    }
}
