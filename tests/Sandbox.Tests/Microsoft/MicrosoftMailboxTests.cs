using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static PeteRental.Sandbox.Tests.Microsoft.MicrosoftClient;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftMailboxTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private readonly MicrosoftClient _graph = new(sandbox.Http);

    [Fact]
    public async Task Without_a_good_bearer_there_is_nothing()
    {
        Assert.Equal("InvalidAuthenticationToken", await _graph.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "me"));
        _graph.Bearer = "EwBnonsense";
        Assert.Equal("InvalidAuthenticationToken", await _graph.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "me/nonsense"));
    }

    [Theory]
    [InlineData("Calendars.ReadWrite", "GET", "me", "Authorization_RequestDenied")]
    [InlineData("User.Read", "GET", "me/calendars", "ErrorAccessDenied")]
    [InlineData("User.Read Calendars.Read", "POST", "me/events", "ErrorAccessDenied")]
    [InlineData("User.Read Calendars.Read", "DELETE", "me/events/x", "ErrorAccessDenied")]
    [InlineData("User.Read Calendars.ReadWrite", "GET", "me/mailboxSettings", "ErrorAccessDenied")]
    public async Task What_was_not_allowed_is_refused(string scope, string method, string path, string code)
    {
        await _graph.SignInAsync(scope);

        Assert.Equal(code, await _graph.RefusalAsync(HttpStatusCode.Forbidden, new HttpMethod(method), path, method == "POST" ? new { } : null));
    }

    [Fact]
    public async Task A_mailbox_has_a_default_calendar_a_zone_and_hours()
    {
        await _graph.SignInAsync();
        var only = Assert.Single(await _graph.AllAsync("me/calendars"));
        var settings = await _graph.GetAsync("me/mailboxSettings");

        Assert.Equal("Calendar", only.GetProperty("name").GetString());
        Assert.True(only.GetProperty("isDefaultCalendar").GetBoolean() && only.GetProperty("canEdit").GetBoolean());
        Assert.Equal(_graph.Email, only.GetProperty("owner").GetProperty("address").GetString());
        Assert.Equal(only.GetProperty("id").GetString(), (await _graph.GetAsync("me/calendar")).GetProperty("id").GetString());
        Assert.Equal("Central Standard Time", settings.GetProperty("timeZone").GetString());
        Assert.Equal("08:00:00.0000000", settings.GetProperty("workingHours").GetProperty("startTime").GetString());
        await _graph.ControlAsync(HttpMethod.Patch, "", new { time_zone = "Europe/Berlin" });
        Assert.Equal("W. Europe Standard Time", (await _graph.GetAsync("me/mailboxSettings")).GetProperty("timeZone").GetString());
    }

    [Fact]
    public async Task Calendars_are_made_and_come_ten_a_page()
    {
        await _graph.SignInAsync();
        foreach (var number in Enumerable.Range(1, 6))
        {
            await _graph.CreateAsync(new { name = $"Made {number}" }, "me/calendars");
            await _graph.ControlAsync(HttpMethod.Post, "/calendars", new { name = $"Added {number}", time_zone = "America/New_York" });
        }

        Assert.Equal(10, (await _graph.GetAsync("me/calendars")).GetProperty("value").GetArrayLength());
        Assert.Equal(13, (await _graph.AllAsync("me/calendars")).Count);
        Assert.Equal("ErrorFolderExists", await _graph.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Post, "me/calendars", new { name = "made 1" }));
    }

    [Fact]
    public async Task A_fifth_request_at_once_is_told_to_come_back()
    {
        await _graph.SignInAsync();
        var other = new MicrosoftClient(sandbox.Http, _graph.Email);
        await other.SignInAsync();
        await sandbox.SetFaultAsync(new { target = "microsoft/graph/v1.0/me/calendars", delay_ms = 600, times = 5, account = _graph.Email });

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _graph.SendAsync(HttpMethod.Get, "me/calendars")).Append(other.SendAsync(HttpMethod.Get, "me/calendars")));
        var late = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), late.Headers.RetryAfter!.Delta);
        Assert.Equal("ApplicationThrottled", (await late.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        await _graph.GetAsync("me/calendars");
    }

    [Fact]
    public async Task A_fault_can_be_for_one_account()
    {
        var refresh = (await _graph.SignInAsync()).GetProperty("refresh_token").GetString()!;
        var other = new MicrosoftClient(sandbox.Http);
        var otherRefresh = (await other.SignInAsync()).GetProperty("refresh_token").GetString()!;
        await sandbox.SetFaultAsync(new { target = "microsoft", status = 503, times = 3, account = _graph.Email.ToUpperInvariant() });

        await other.GetAsync("me");
        await other.TokensAsync(HttpStatusCode.OK, other.RefreshForm(otherRefresh));
        using var failed = await _graph.SendAsync(HttpMethod.Get, "me");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await TokenStatusAsync(_graph.RefreshForm(refresh)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await TokenStatusAsync(_graph.CodeForm(await _graph.CodeAsync())));
        Assert.Equal(HttpStatusCode.OK, await TokenStatusAsync(_graph.RefreshForm(refresh)));
    }

    [Fact]
    public async Task Schedules_of_colleagues_are_told_and_those_of_strangers_are_not()
    {
        await _graph.SignInAsync();
        await _graph.CreateAsync(Event("2026-03-16T14:00:00", "2026-03-16T15:00:00"));
        await _graph.CreateAsync(new Dictionary<string, object>(Event("2026-03-16T15:30:00", "2026-03-16T16:00:00")) { ["showAs"] = "tentative" });
        var colleague = new MicrosoftClient(sandbox.Http);
        await colleague.ControlAsync(HttpMethod.Post, "/events", new Dictionary<string, object>(Event("2026-03-16T14:00:00", "2026-03-16T16:00:00")) { ["showAs"] = "oof" });

        var value = (await SchedulesAsync(_graph.Email, colleague.Email, "nobody@oakhill.test", "x@elsewhere.test")).GetProperty("value");
        Assert.Equal(["2201", "3333", "", ""], value.EnumerateArray().Select(one => one.GetProperty("availabilityView").GetString()));
        Assert.Equal("busy", value[0].GetProperty("scheduleItems")[0].GetProperty("status").GetString());
        Assert.Equal("2026-03-16T14:00:00.0000000", value[0].GetProperty("scheduleItems")[0].GetProperty("start").GetProperty("dateTime").GetString());
        Assert.Equal("ErrorMailRecipientNotFound", value[2].GetProperty("error").GetProperty("responseCode").GetString());
        Assert.Equal("ErrorInvalidParameter", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "me/calendar/getSchedule", Asked("2026-06-16T16:00:00", _graph.Email)));
    }

    [Fact]
    public async Task The_owner_writes_reads_and_moves_what_they_have()
    {
        var made = await _graph.ControlAsync(HttpMethod.Post, "/events", new Dictionary<string, object>(Event("2026-03-16T14:00:00", "2026-03-16T15:00:00")) { ["id"] = "lunch" }, HttpStatusCode.Created);
        var again = await _graph.ControlAsync(HttpMethod.Post, "/events", made, HttpStatusCode.OK);
        Assert.Equal("lunch", again.GetProperty("id").GetString());
        var calendar = await _graph.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Private", id = "private" }, HttpStatusCode.Created);
        await _graph.ControlAsync(HttpMethod.Patch, "/events/lunch", new { calendar_id = "private", subject = "Lunch" });

        await _graph.SignInAsync();
        Assert.Equal("Lunch", Assert.Single(await _graph.AllAsync("me/calendars/private/events")).GetProperty("subject").GetString());
        Assert.Equal("private", (await _graph.ControlAsync(HttpMethod.Get, "/events/lunch")).GetProperty("calendar_id").GetString());
        Assert.Equal("Private", calendar.GetProperty("name").GetString());
        await _graph.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch", deleted = true });
        Assert.Empty((await _graph.ControlAsync(HttpMethod.Get, "/events")).GetProperty("value").EnumerateArray());
        await _graph.ControlAsync(HttpMethod.Delete, "/events/lunch", status: HttpStatusCode.NotFound);
        await _graph.ControlAsync(HttpMethod.Post, "/events", new { subject = "x", colour = "red" }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_cancelled_meeting_can_stay_in_the_diary()
    {
        await _graph.SignInAsync();
        await _graph.ControlAsync(HttpMethod.Post, "/events", new Dictionary<string, object>(Event("2026-03-16T14:00:00", "2026-03-16T15:00:00")) { ["isCancelled"] = true });

        Assert.True(Assert.Single(await _graph.AllAsync(View("2026-03-16T00:00:00Z", "2026-03-17T00:00:00Z"))).GetProperty("isCancelled").GetBoolean());
    }

    [Fact]
    public async Task A_wrong_address_or_change_of_an_account_is_a_problem()
    {
        var graph = new MicrosoftClient(sandbox.Http, "nobody");
        Assert.Equal("validation_failed", (await graph.ControlAsync(HttpMethod.Get, "", status: HttpStatusCode.BadRequest)).GetProperty("code").GetString());
        Assert.True((await _graph.ControlAsync(HttpMethod.Patch, "", new { time_zone = "Mars" }, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("time_zone", out _));
        Assert.True((await _graph.ControlAsync(HttpMethod.Post, "/calendars", new { id = "a b" }, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("id", out _));
        Assert.True((await _graph.ControlAsync(HttpMethod.Post, "/lifecycle", new { @event = "x" }, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("event", out _));
    }

    private Task<JsonElement> SchedulesAsync(params string[] addresses) =>
        _graph.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "me/calendar/getSchedule", Asked("2026-03-16T16:00:00", addresses));

    private static object Asked(string end, params string[] schedules) => new
    {
        schedules,
        startTime = new { dateTime = "2026-03-16T14:00:00", timeZone = "UTC" },
        endTime = new { dateTime = end, timeZone = "UTC" },
        availabilityViewInterval = 30,
    };

    private async Task<HttpStatusCode> TokenStatusAsync(Dictionary<string, string> form)
    {
        using var response = await sandbox.Http.PostAsync("/microsoft/login/common/oauth2/v2.0/token", new FormUrlEncodedContent(form));
        return response.StatusCode;
    }
}
