using System.Net;
using System.Text.Json;
using static PeteRental.Sandbox.Tests.Microsoft.MicrosoftClient;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftViewTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private readonly MicrosoftClient _graph = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _graph.SignInAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_view_comes_ten_a_page_in_order()
    {
        foreach (var day in Enumerable.Range(1, 23).Reverse())
        {
            await _graph.CreateAsync(Event($"2026-03-{day:00}T12:00:00", $"2026-03-{day:00}T13:00:00"));
        }

        var first = await _graph.GetAsync(View("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"));
        Assert.Equal(10, first.GetProperty("value").GetArrayLength());
        Assert.Contains("$skip=10", first.GetProperty("@odata.nextLink").GetString(), StringComparison.Ordinal);
        var all = await _graph.AllAsync(View("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"));
        Assert.Equal(Enumerable.Range(1, 23).Select(day => $"2026-03-{day:00}T12:00:00.0000000"), all.Select(Start));
        Assert.Equal(23, (await _graph.GetAsync(View("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "&$top=1000"))).GetProperty("value").GetArrayLength());
        Assert.Equal(7, (await _graph.AllAsync(View("2026-03-03T12:30:00Z", "2026-03-10T12:00:00Z", "&$top=3"))).Count);
    }

    [Fact]
    public async Task What_touches_a_window_is_in_it_and_what_ends_where_it_begins_is_not()
    {
        await _graph.CreateAsync(Event("2026-03-15T11:00:00", "2026-03-15T12:00:00"));
        await _graph.CreateAsync(Event("2026-03-15T11:30:00", "2026-03-15T12:01:00"));
        await _graph.CreateAsync(Event("2026-03-15T13:00:00", "2026-03-15T14:00:00"));

        Assert.Equal(["2026-03-15T11:30:00.0000000"], await StartsAsync("2026-03-15T12:00:00Z", "2026-03-15T13:00:00Z"));
        Assert.Equal(["2026-03-15T11:30:00.0000000"], await StartsAsync("2026-03-15T07:00:00-05:00", "2026-03-15T08:00:00-05:00"));
        Assert.Equal(["2026-03-15T11:30:00.0000000"], await StartsAsync("2026-03-15T12:00:00", "2026-03-15T13:00:00"));
        Assert.Equal("ErrorInvalidParameter", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, View("2026-03-15T12:00:00+00:00", "2026-03-16T00:00:00Z")));
    }

    [Theory]
    [InlineData("me/calendarView", "ErrorInvalidParameter")]
    [InlineData("me/calendarView?startDateTime=2026-03-15T00:00:00Z&endDateTime=2026-03-14T00:00:00Z", "ErrorInvalidParameter")]
    [InlineData("me/calendarView?startDateTime=2020-01-01T00:00:00Z&endDateTime=2030-01-01T00:00:00Z", "ErrorCalendarViewRangeTooBig")]
    [InlineData("me/calendarView?startDateTime=2026-03-15T00:00:00Z&endDateTime=2026-03-16T00:00:00Z&$top=1001", "BadRequest")]
    [InlineData("me/calendarView?startDateTime=2026-03-15T00:00:00Z&endDateTime=2026-03-16T00:00:00Z&$select=subject,colour", "BadRequest")]
    [InlineData("me/calendarView?startDateTime=2026-03-15T00:00:00Z&endDateTime=2026-03-16T00:00:00Z&$select=createdDateTime", "BadRequest")]
    [InlineData("me/calendarView?startDateTime=2026-03-15T00:00:00Z&endDateTime=2026-03-16T00:00:00Z&$search=x", "BadRequest")]
    [InlineData("me/calendarView/delta?startDateTime=2026-03-15T00:00:00Z&endDateTime=2026-03-16T00:00:00Z&$select=subject", "ErrorInvalidUrlQuery")]
    [InlineData("me/calendarView?startDateTime=9999-12-31T00:00:00Z&endDateTime=9999-12-31T23:00:00Z", "ErrorInvalidParameter")]
    [InlineData("me/calendars?$filter=name%20eq%20'x'", "ErrorInvalidUrlQueryFilter")]
    [InlineData("me/nonsense", "BadRequest")]
    public async Task A_wrong_question_is_refused(string path, string code) =>
        Assert.Equal(code, await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, path));

    [Fact]
    public async Task Select_leaves_the_rest_out()
    {
        await _graph.CreateAsync(Event("2026-03-15T12:00:00", "2026-03-15T13:00:00"));

        var one = Assert.Single(await _graph.AllAsync(View("2026-03-15T00:00:00Z", "2026-03-16T00:00:00Z", "&$select=subject,showAs")));
        Assert.Equal(["@odata.etag", "id", "subject", "showAs"], one.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("Central Standard Time", "2026-03-15T07:00:00.0000000")]
    [InlineData("America/Chicago", "2026-03-15T07:00:00.0000000")]
    [InlineData("Tokyo Standard Time", "2026-03-15T21:00:00.0000000")]
    public async Task Times_are_told_in_the_zone_that_was_asked_for(string zone, string start)
    {
        await _graph.CreateAsync(Event("2026-03-15T12:00:00", "2026-03-15T13:00:00"));
        _graph.Headers["Prefer"] = $"IdType=\"ImmutableId\", outlook.timezone=\"{zone}\"";

        using var response = await _graph.SendAsync(HttpMethod.Get, View("2026-03-15T00:00:00Z", "2026-03-16T00:00:00Z"));
        var one = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("value")[0];
        Assert.Equal(start, Start(one));
        Assert.Equal(zone, one.GetProperty("start").GetProperty("timeZone").GetString());
        Assert.Equal($"outlook.timezone=\"{zone}\", IdType=\"ImmutableId\"", Assert.Single(response.Headers.GetValues("Preference-Applied")));
        _graph.Headers["Prefer"] = "outlook.timezone=\"Mars\"";
        Assert.Equal("TimeZoneNotSupportedException", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "me/events"));
    }

    [Fact]
    public async Task A_day_without_hours_begins_where_the_mailbox_is()
    {
        var wanted = Event("2026-03-15T00:00:00", "2026-03-16T00:00:00", "America/Chicago");
        wanted["isAllDay"] = true;
        await _graph.CreateAsync(wanted);

        Assert.Empty(await StartsAsync("2026-03-15T00:00:00Z", "2026-03-15T05:00:00Z"));
        Assert.Equal(["2026-03-15T00:00:00.0000000"], await StartsAsync("2026-03-16T04:00:00Z", "2026-03-16T05:00:00Z"));
        await _graph.ControlAsync(HttpMethod.Patch, "", new { time_zone = "Tokyo Standard Time" });
        Assert.Equal(["2026-03-15T00:00:00.0000000"], await StartsAsync("2026-03-14T15:00:00Z", "2026-03-14T16:00:00Z"));
        Assert.Equal("Tokyo Standard Time", (await _graph.GetAsync("me/mailboxSettings")).GetProperty("timeZone").GetString());
    }

    [Fact]
    public async Task A_series_keeps_its_wall_time_when_the_clocks_change()
    {
        await SeriesAsync("2026-03-02T09:00:00", "2026-03-02T10:00:00", new { type = "weekly", interval = 1, daysOfWeek = new[] { "monday" } }, new { type = "noEnd", startDate = "2026-03-02" });

        Assert.Equal(
            ["2026-03-02T15:00:00.0000000", "2026-03-09T14:00:00.0000000", "2026-03-16T14:00:00.0000000"],
            await StartsAsync("2026-03-01T00:00:00Z", "2026-03-17T00:00:00Z"));
        Assert.Equal(["2031-03-03T15:00:00.0000000"], await StartsAsync("2031-03-03T00:00:00Z", "2031-03-04T00:00:00Z"));
    }

    [Theory]
    [InlineData("""{"type":"daily","interval":3}""", """{"type":"numbered","startDate":"2026-01-30","numberOfOccurrences":3}""", "01-30 02-02 02-05")]
    [InlineData("""{"type":"daily","interval":1}""", """{"type":"endDate","startDate":"2026-01-30","endDate":"2026-02-01"}""", "01-30 01-31 02-01")]
    [InlineData("""{"type":"weekly","interval":2,"daysOfWeek":["friday","sunday"],"firstDayOfWeek":"sunday"}""", """{"type":"numbered","startDate":"2026-01-30","numberOfOccurrences":4}""", "01-30 02-08 02-13 02-22")]
    [InlineData("""{"type":"weekly","interval":2,"daysOfWeek":["friday","sunday"],"firstDayOfWeek":"monday"}""", """{"type":"numbered","startDate":"2026-01-30","numberOfOccurrences":4}""", "01-30 02-01 02-13 02-15")]
    [InlineData("""{"type":"absoluteMonthly","interval":1,"dayOfMonth":30}""", """{"type":"numbered","startDate":"2026-01-30","numberOfOccurrences":3}""", "01-30 02-28 03-30")]
    [InlineData("""{"type":"absoluteMonthly","interval":2,"dayOfMonth":30}""", """{"type":"endDate","startDate":"2026-01-30","endDate":"2026-04-01"}""", "01-30 03-30")]
    public async Task Patterns_are_expanded(string pattern, string range, string dates)
    {
        var made = await SeriesAsync("2026-01-30T09:00:00", "2026-01-30T10:00:00", JsonElement.Parse(pattern), JsonElement.Parse(range));

        Assert.Equal("seriesMaster", made.GetProperty("type").GetString());
        var all = await _graph.AllAsync(View("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"));
        Assert.Equal(dates.Split(' '), all.Select(one => Start(one)![5..10]));
        Assert.All(all, one => Assert.Equal(Id(made), one.GetProperty("seriesMasterId").GetString()));
        Assert.Equal(all.Count, all.Select(Id).Distinct().Count());
        Assert.Equal(all.Count, (await _graph.AllAsync($"me/events/{Id(made)}/instances?startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-06-01T00:00:00Z")).Count);
    }

    [Theory]
    [InlineData("""{"type":"relativeMonthly","interval":1,"daysOfWeek":["monday"],"index":"first"}""", """{"type":"noEnd","startDate":"2026-01-30"}""")]
    [InlineData("""{"type":"weekly","interval":1}""", """{"type":"noEnd","startDate":"2026-01-30"}""")]
    [InlineData("""{"type":"daily","interval":0}""", """{"type":"noEnd","startDate":"2026-01-30"}""")]
    [InlineData("""{"type":"daily","interval":1}""", """{"type":"noEnd","startDate":"2026-01-31"}""")]
    [InlineData("""{"type":"daily","interval":1}""", """{"type":"endDate","startDate":"2026-01-30","endDate":"2026-01-29"}""")]
    [InlineData("""{"type":"daily","interval":1}""", """{"type":"numbered","startDate":"2026-01-30"}""")]
    [InlineData("""{"type":"absoluteMonthly","interval":1}""", """{"type":"noEnd","startDate":"2026-01-30"}""")]
    public async Task A_series_that_makes_no_sense_is_refused(string pattern, string range)
    {
        var wanted = Event("2026-01-30T09:00:00", "2026-01-30T10:00:00", "America/Chicago");
        wanted["recurrence"] = new { pattern = JsonElement.Parse(pattern), range = JsonElement.Parse(range) };

        Assert.Equal("ErrorInvalidRecurrence", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "me/events", wanted));
    }

    [Fact]
    public async Task One_of_a_series_can_be_moved_or_cancelled_and_a_moved_series_starts_over()
    {
        var series = await SeriesAsync("2026-03-16T09:00:00", "2026-03-16T10:00:00", new { type = "daily", interval = 1 }, new { type = "numbered", startDate = "2026-03-16", numberOfOccurrences = 4 });
        var all = await _graph.AllAsync(View("2026-03-16T00:00:00Z", "2026-03-21T00:00:00Z"));

        var moved = await _graph.ChangeAsync(Id(all[1]), new { start = new { dateTime = "2026-03-17T20:00:00", timeZone = "UTC" }, end = new { dateTime = "2026-03-17T21:00:00", timeZone = "UTC" } });
        await _graph.DeleteAsync(Id(all[2]));
        Assert.Equal("exception", moved.GetProperty("type").GetString());
        Assert.Equal("2026-03-17T14:00:00.0000000Z", moved.GetProperty("originalStart").GetString());
        Assert.Equal(["2026-03-16T14", "2026-03-17T20", "2026-03-19T14"], (await StartsAsync("2026-03-16T00:00:00Z", "2026-03-21T00:00:00Z")).Select(start => start![..13]));
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "me/events/" + Uri.EscapeDataString(Id(all[2]))));
        Assert.Single(await _graph.AllAsync("me/events"));

        await _graph.ChangeAsync(Id(series), new { start = new { dateTime = "2026-03-16T10:00:00", timeZone = "America/Chicago" }, end = new { dateTime = "2026-03-16T11:00:00", timeZone = "America/Chicago" } });
        Assert.Equal(["2026-03-16T15", "2026-03-17T15", "2026-03-18T15", "2026-03-19T15"], (await StartsAsync("2026-03-16T00:00:00Z", "2026-03-21T00:00:00Z")).Select(start => start![..13]));
        await _graph.DeleteAsync(Id(series));
        Assert.Empty(await StartsAsync("2026-03-16T00:00:00Z", "2026-03-21T00:00:00Z"));
    }

    private Task<JsonElement> SeriesAsync(string start, string end, object pattern, object range)
    {
        var wanted = Event(start, end, "America/Chicago");
        wanted["recurrence"] = new { pattern, range };
        return _graph.CreateAsync(wanted);
    }

    private async Task<List<string?>> StartsAsync(string from, string to) => [.. (await _graph.AllAsync(View(from, to))).Select(Start)];

    private static string? Start(JsonElement one) => one.GetProperty("start").GetProperty("dateTime").GetString();

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!;
}
