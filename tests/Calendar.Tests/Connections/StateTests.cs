using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>What the original system took on trust: who comes back, and for whom.</summary>
public sealed class StateTests(CalendarHost host)
{
    [Theory]
    [InlineData("")]
    [InlineData("&state=")]
    [InlineData("&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("&state=pete_admin%3Aabcdef")]
    [InlineData("&state=a&state=b")]
    public async Task Defect_6_a_forged_or_missing_state_connects_nothing(string state)
    {
        var workspace = host.NewWorkspace();

        var onward = await Journey(workspace).ReturnAsync(new Uri($"http://gateway.test/calendar/auth/callback?code=4%2Fabc{state}"));

        Assert.Equal("http://console.test/calendar/setup?auth=error&code=invalid_state", onward.AbsoluteUri);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Defect_6_a_state_is_good_once_on_whichever_replica(string provider)
    {
        var workspace = host.NewWorkspace();
        var journey = Journey(workspace);
        var callback = await journey.ConsentAsync(await journey.StartAsync(provider), $"{Guid.NewGuid():N}@diary.test");

        var onward = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            turn => new ConsentJourney(host, workspace.Id, workspace.OwnerId) { Service = turn % 2 == 0 ? host.Service : host.Replica }.ReturnAsync(callback)));

        Assert.Single(onward, address => address.Query.Contains("auth=success", StringComparison.Ordinal));
        Assert.Equal(19, onward.Count(address => address.Query.Contains("code=invalid_state", StringComparison.Ordinal)));
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Fact]
    public async Task Defect_6_a_state_of_eleven_minutes_ago_is_too_old()
    {
        var clock = new ManualClock(CalendarHost.Monday);
        await using var service = host.Start(clock);
        var workspace = host.NewWorkspace();
        var journey = new ConsentJourney(host, workspace.Id, workspace.OwnerId) { Service = service };
        var callback = await journey.ConsentAsync(await journey.StartAsync("google"), $"{Guid.NewGuid():N}@diary.test");
        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Contains("code=invalid_state", (await journey.ReturnAsync(callback)).Query, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task Defect_6_a_code_of_one_person_is_of_no_use_with_the_state_of_another(string provider)
    {
        var (victim, attacker) = (host.NewWorkspace(), host.NewWorkspace());
        var (theirs, mine) = (Journey(victim), Journey(attacker));
        var email = $"{Guid.NewGuid():N}@diary.test";
        var consented = await theirs.ConsentAsync(await theirs.StartAsync(provider), email);
        var started = await mine.StartAsync(provider);
        var (code, state) = (QueryHelpers.ParseQuery(consented.Query)["code"].ToString(), QueryHelpers.ParseQuery(started.Query)["state"].ToString());

        var onward = await mine.ReturnAsync(new Uri($"http://gateway.test/calendar/auth/callback?code={Uri.EscapeDataString(code)}&state={state}"));

        Assert.Contains("code=code_rejected", onward.Query, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(attacker));
    }

    [Fact]
    public async Task Defect_7_nothing_of_a_state_or_a_person_can_add_to_the_return_address()
    {
        var workspace = host.NewWorkspace();
        foreach (var state in new[] { "x%26auth%3Dsuccess", "a%0d%0aSet-Cookie:x=1", "user:with:colons", new string('a', 5000) })
        {
            var onward = await Journey(workspace).ReturnAsync(new Uri($"http://gateway.test/calendar/auth/callback?code=1&state={state}"));

            Assert.Equal("http://console.test/calendar/setup?auth=error&code=invalid_state", onward.AbsoluteUri);
        }
    }

    [Fact]
    public async Task Sixty_consents_at_once_end_where_they_began()
    {
        var shared = host.NewWorkspace();
        var people = Enumerable.Range(0, 60).Select(number => (
            Workspace: number % 2 == 0 ? shared.Id : Guid.CreateVersion7(), User: Guid.CreateVersion7(),
            Email: $"{Guid.NewGuid():N}@diary.test", Provider: number % 3 == 0 ? "google" : "microsoft")).ToList();

        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (person, _) =>
        {
            var journey = new ConsentJourney(host, person.Workspace, person.User);
            var callback = await journey.ConsentAsync(await journey.StartAsync(person.Provider), person.Email);
            var elsewhere = new ConsentJourney(host, person.Workspace, Guid.CreateVersion7()) { Service = host.Replica };
            Assert.Contains("auth=success", (await elsewhere.ReturnAsync(callback)).Query, StringComparison.Ordinal);
        });

        foreach (var person in people)
        {
            Assert.Equal(person.Email, await host.QueryAsync<string>(
                "SELECT account_email FROM connections WHERE workspace_id = @Workspace AND user_id = @User", new { person.Workspace, person.User }));
            Assert.True(await host.QueryAsync<bool>(
                """
                SELECT bool_and(connections.user_id = calendars.user_id AND connections.workspace_id = calendars.workspace_id) AND count(*) = 1
                FROM calendars JOIN connections ON connections.id = calendars.connection_id WHERE connections.user_id = @User
                """,
                new { person.User }));
        }
    }

    private ConsentJourney Journey(Workspace workspace) => new(host, workspace.Id, workspace.OwnerId);

    private Task<long> CountAsync(Workspace workspace) =>
        host.QueryAsync<long>("SELECT count(*) FROM connections WHERE workspace_id = @Id", new { workspace.Id });
}
