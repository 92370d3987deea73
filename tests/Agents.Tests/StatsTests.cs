using System.Net;
using Dapper;
using NodaTime;
using PeteRental.Agents.Stats;
using PeteRental.Contracts;

namespace PeteRental.Agents.Tests;

public sealed class StatsTests(AgentsHost app)
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 7, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_agent_is_told_what_it_did_in_all_and_by_day()
    {
        var (owner, agent, facts) = await StartAsync();
        await facts.CallAsync("call-1", Noon, seconds: 120, booked: [Guid.NewGuid()]);
        await facts.CallAsync("call-2", Noon.AddDays(1), seconds: 61);
        await facts.CallAsync("call-3", Noon.AddDays(1), seconds: null);
        var (cancelled, missed, corrected) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await facts.BookAsync(cancelled, Noon, start: Noon.AddDays(9));
        await facts.CancelAsync(cancelled, Noon.AddDays(2), start: Noon.AddDays(9), revision: 1);
        await facts.BookAsync(missed, Noon, start: Noon.AddDays(2));
        await facts.CloseAsync(missed, "no_show", Noon.AddDays(3), start: Noon.AddDays(2), revision: 1);
        await facts.BookAsync(corrected, Noon, start: Noon.AddDays(2));
        await facts.CloseAsync(corrected, "no_show", Noon.AddDays(2), start: Noon.AddDays(2), revision: 1);
        await facts.CloseAsync(corrected, "completed", Noon.AddDays(3), start: Noon.AddDays(2), revision: 2);

        await AgentsHost.UntilAsync(async () => await facts.CountMessagesAsync() == facts.Published);
        var stats = await owner.Http.GetAsync($"/agents/{agent}/stats?from=2026-10-06&to=2026-10-10").ReadAsync(HttpStatusCode.OK);

        Assert.Equal(
            $$"""
            {"agent_id":"{{agent}}","from":"2026-10-06","to":"2026-10-10","timezone":"America/Chicago","calls":3,"booked":4,"conversion":0.3333,"cancelled":1,"no_show":1,"average_call_seconds":90.5,"days":[{"date":"2026-10-06","calls":0,"booked":0,"cancelled":0,"no_show":0,"seconds":0},{"date":"2026-10-07","calls":1,"booked":4,"cancelled":0,"no_show":0,"seconds":120},{"date":"2026-10-08","calls":2,"booked":0,"cancelled":0,"no_show":0,"seconds":61},{"date":"2026-10-09","calls":0,"booked":0,"cancelled":1,"no_show":1,"seconds":0},{"date":"2026-10-10","calls":0,"booked":0,"cancelled":0,"no_show":0,"seconds":0}]}
            """,
            stats.GetRawText());
    }

    [Fact]
    public async Task Events_that_come_again_count_once_and_other_agents_count_for_themselves()
    {
        var (owner, agent, facts) = await StartAsync();
        var idle = (await owner.Http.AddAgentAsync(new { agent_name = "Idle" })).Id("agent_id");
        await facts.CallAsync("call-1", Noon, seconds: 30, booked: [Guid.NewGuid(), Guid.NewGuid()]);
        await facts.AgainAsync();
        await facts.CallAsync("call-2", Noon, seconds: 30);
        await AgentsHost.UntilAsync(async () => await facts.CountMessagesAsync() == facts.Published);

        var busy = await owner.Http.GetAsync($"/agents/{agent}/stats?from=2026-10-07&to=2026-10-07").ReadAsync(HttpStatusCode.OK);
        Assert.Equal((2, 2, 0.5), (busy.GetProperty("calls").GetInt32(), busy.GetProperty("booked").GetInt32(), busy.GetProperty("conversion").GetDouble()));
        var nothing = await owner.Http.GetAsync($"/agents/{idle}/stats?from=2026-10-07&to=2026-10-07").ReadAsync(HttpStatusCode.OK);
        Assert.Equal((0, 0, 0.0, 0.0), (
            nothing.GetProperty("calls").GetInt32(), nothing.GetProperty("booked").GetInt32(), nothing.GetProperty("conversion").GetDouble(),
            nothing.GetProperty("average_call_seconds").GetDouble()));
    }

    [Fact]
    public async Task Whatever_the_order_and_the_repetitions_the_facts_end_up_the_same()
    {
        var (agent, appointment, random) = (Guid.NewGuid(), Guid.NewGuid(), new Random(20261007));
        var store = new FactStore(app.Database);
        string? expected = null;
        for (var turn = 0; turn < 60; turn++)
        {
            var workspace = Guid.NewGuid();
            AppointmentFact Viewing(string status, int revision) => new(Guid.NewGuid(), workspace, appointment, agent, status, Noon.AddDays(revision), revision, Noon.AddHours(revision));
            CallFact Call(Guid? who) => new(Guid.NewGuid(), workspace, "call", who);
            object[] told =
            [
                Viewing("confirmed", 0) with { BookedAt = Noon, BookedInCall = "call" },
                Viewing("confirmed", 1),
                Viewing("confirmed", 3),
                Viewing("cancelled", 4) with { CancelledAt = Noon.AddHours(4) },
                Call(null) with { StartedAt = Noon.AddMinutes(-1) },
                Call(agent) with { EndedAt = Noon.AddMinutes(2), Seconds = 180.5m, Outcome = "booked" },
            ];
            var order = told.Concat(told.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(order);
            foreach (var fact in order)
            {
                await (fact is AppointmentFact viewing ? store.RecordAsync(fact.GetType().Name + viewing.Revision, [viewing, viewing], default) : store.RecordAsync("call", [(CallFact)fact], default));
            }

            var ended = await RowsAsync(workspace);
            expected ??= ended;
            Assert.Equal(expected, ended);
        }

        Assert.Contains("cancelled", expected, StringComparison.Ordinal);
        Assert.Contains("180.5", expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_sees_its_days_and_its_week_in_its_own_zone()
    {
        var (owner, agent, facts) = await StartAsync();
        // Sunday, October 11, 23:30 in Chicago: Monday already in UTC.
        var now = new DateTimeOffset(2026, 10, 12, 4, 30, 0, TimeSpan.Zero);
        foreach (var (hours, booked) in new[] { (-0.25, true), (-23.25, false), (-24.0, false), (-7 * 24 + 0.75, true), (-7 * 24 + 0.25, true) })
        {
            await facts.CallAsync($"call {hours}", now.AddHours(hours), seconds: 10, booked: booked ? [Guid.NewGuid()] : [], start: now.AddHours(hours));
        }

        var (gone, moved) = (Guid.NewGuid(), Guid.NewGuid());
        await facts.BookAsync(Guid.NewGuid(), now, start: now.AddMinutes(15));
        await facts.BookAsync(Guid.NewGuid(), now, start: now.AddMinutes(30));
        await facts.BookAsync(gone, now, start: now.AddMinutes(15));
        await facts.CancelAsync(gone, now, start: now.AddMinutes(15), revision: 1);
        await facts.MoveAsync(moved, now, start: now.AddDays(3), revision: 1);
        await facts.BookAsync(moved, now, start: now.AddMinutes(15));
        await AgentsHost.UntilAsync(async () => await facts.CountMessagesAsync() == facts.Published);

        var seen = await new StatsReader(app.Database, new ManualClock(now)).OfWorkspaceAsync(new WorkspaceId(owner.WorkspaceId), default);

        // The week's calls and viewings begin with the one at Monday, October 5, 00:15 in Chicago; the one half an hour before is last week's.
        Assert.Equal(new CallTotals(2, 4, 2, 0.5), seen!.Calls);
        Assert.Equal((2, 3, 3), (seen.Calendar.Today, seen.Calendar.Upcoming, seen.Calendar.ThisWeek));
        // Its own, and the two that every saved workspace has.
        Assert.Equal(new AgentTotals(3, 3, 0), seen.Agents);
        var sunday = await owner.Http.GetAsync($"/agents/{agent}/stats?from=2026-10-12T04:59:59Z&to=2026-10-11").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("2026-10-11", 2), (sunday.Text("from"), sunday.GetProperty("calls").GetInt32()));
    }

    [Fact]
    public async Task The_dashboard_counts_what_happens_now()
    {
        var (owner, _, facts) = await StartAsync(AtNoon());
        var now = TimeProvider.System.GetUtcNow();
        await owner.Http.AddAgentAsync(new { agent_name = "Off", is_active = false });
        Assert.Equal(
            """{"agents":{"total":4,"active":3,"inactive":1},"rentals":{"total":0,"available":0,"sources":0},"calendar":{"connected":true,"providers":["native"],"today":0,"upcoming":0,"this_week":0},"calls":{"today":0,"this_week":0,"booked_this_week":0,"conversion":0}}""",
            (await owner.Http.GetAsync("/dashboard/stats").ReadAsync(HttpStatusCode.OK)).GetRawText());

        await facts.CallAsync("call", now.AddMinutes(-5), seconds: 60, booked: [Guid.NewGuid()], start: now.AddHours(2));
        await AgentsHost.UntilAsync(async () => await facts.CountMessagesAsync() == facts.Published);

        Assert.Equal(
            """{"agents":{"total":4,"active":3,"inactive":1},"rentals":{"total":0,"available":0,"sources":0},"calendar":{"connected":true,"providers":["native"],"today":1,"upcoming":1,"this_week":1},"calls":{"today":1,"this_week":1,"booked_this_week":1,"conversion":1}}""",
            (await owner.Http.GetAsync("/dashboard/stats").ReadAsync(HttpStatusCode.OK)).GetRawText());
    }

    [Fact]
    public async Task Without_dates_the_last_thirty_days_are_told()
    {
        var (owner, agent, _) = await StartAsync(AtNoon());
        var stats = await owner.Http.GetAsync($"/agents/{agent}/stats").ReadAsync(HttpStatusCode.OK);

        var days = stats.GetProperty("days").EnumerateArray().Select(day => DateOnly.Parse(day.Text("date")!, null)).ToList();
        var today = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()).InZone(DateTimeZoneProviders.Tzdb[stats.Text("timezone")!]).Date.ToDateOnly();
        Assert.Equal(Enumerable.Range(0, 30).Select(day => today.AddDays(day - 29)), days);
        Assert.Equal((days[0], days[^1]), (DateOnly.Parse(stats.Text("from")!, null), DateOnly.Parse(stats.Text("to")!, null)));
    }

    [Theory]
    [InlineData("from=soon", "from")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("from=", "from")]
    [InlineData("from=1999-12-31&to=2000-01-01", "from")]
    [InlineData("to=9999-12-31T23:59:59-12:00", "to")]
    [InlineData("to=-9998-01-01", "to")]
    [InlineData("from=2026-10-08&to=2026-10-07", "from")]
    [InlineData("from=2025-10-07&to=2026-10-08", "from")]
    public async Task Wrong_days_are_refused_by_name(string query, string field)
    {
        var (owner, agent, _) = await StartAsync();
        var problem = await owner.Http.GetAsync($"/agents/{agent}/stats?{query}").ReadAsync(HttpStatusCode.BadRequest);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_year_and_a_day_that_clocks_skipped_are_told_day_by_day()
    {
        var (owner, agent, facts) = await StartAsync("Pacific/Apia");
        await facts.CallAsync("call", new DateTimeOffset(2011, 12, 30, 10, 0, 0, TimeSpan.Zero), seconds: 10);
        await AgentsHost.UntilAsync(async () => await facts.CountMessagesAsync() == facts.Published);

        var stats = await owner.Http.GetAsync($"/agents/{agent}/stats?from=2011-01-01&to=2012-01-01").ReadAsync(HttpStatusCode.OK);

        Assert.Equal(366, stats.GetProperty("days").GetArrayLength());
        Assert.Equal("2011-12-31", stats.GetProperty("days").EnumerateArray().Single(day => day.GetProperty("calls").GetInt32() == 1).Text("date"));
    }

    [Fact]
    public async Task A_viewer_reads_statistics_and_a_removed_agent_has_none()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var viewer = await app.SignInAsync(org: org, role: "viewer");
        var agent = (await owner.Http.AddAgentAsync(new { agent_name = "Pete" })).Id("agent_id");

        await viewer.Http.GetAsync($"/agents/{agent}/stats").ReadAsync(HttpStatusCode.OK);
        await viewer.Http.GetAsync("/dashboard/stats").ReadAsync(HttpStatusCode.OK);
        await owner.Http.DeleteAsync($"/agents/{agent}").ReadAsync(HttpStatusCode.NoContent);
        await owner.Http.GetAsync($"/agents/{agent}/stats").ReadAsync(HttpStatusCode.NotFound);
    }

    // A zone in which it is about noon, so that no test runs over midnight. (Etc/GMT+5 is five hours behind UTC.)
    private static string AtNoon()
    {
        var ahead = 12 - TimeProvider.System.GetUtcNow().Hour;
        return ahead == 0 ? "Etc/UTC" : $"Etc/GMT{-ahead:+0;-0}";
    }

    private async Task<(Person Owner, Guid Agent, PublishedFacts Facts)> StartAsync(string zone = "America/Chicago")
    {
        var owner = await app.SignInAsync();
        await owner.Http.SendJsonAsync(HttpMethod.Post, "/workspace", $$"""{"timezone":"{{zone}}"}""").ReadAsync(HttpStatusCode.OK);
        var agent = (await owner.Http.AddAgentAsync(new { agent_name = "Pete" })).Id("agent_id");
        return (owner, agent, new PublishedFacts(app, owner.WorkspaceId, agent));
    }

    private async Task<string> RowsAsync(Guid workspace)
    {
        await using var database = await app.Database.OpenConnectionAsync();
        return string.Join('\n', await database.QueryAsync<string>(
            """
            SELECT (to_jsonb(f) - 'workspace_id')::text FROM appointment_facts f WHERE workspace_id = @workspace
            UNION ALL SELECT (to_jsonb(f) - 'workspace_id')::text FROM call_facts f WHERE workspace_id = @workspace
            """,
            new { workspace }));
    }
}
