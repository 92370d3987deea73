using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace PeteRental.Agents.Tests;

public sealed class AgentMemberTests(AgentsHost app)
{
    [Fact]
    public async Task The_list_that_is_put_is_the_whole_list()
    {
        var team = await TeamAsync();
        await ExpectAsync(team.Owner, team.Agent);

        var both = await PutAsync(team.Owner, team.Agent, (team.Viewer, "manager"), (team.Manager, "viewer"));
        Assert.Equal(2, both.GetProperty("total").GetInt32());
        await ExpectAsync(team.Owner, team.Agent, (team.Viewer, "manager"), (team.Manager, "viewer"));
        var listed = await team.Owner.Http.GetAsync($"/agents/{team.Agent}/members").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(both.GetRawText(), listed.GetRawText());
        Assert.Contains(team.Viewer.Email, listed.GetProperty("members").EnumerateArray().Select(member => member.Text("email")));

        await PutAsync(team.Owner, team.Agent, (team.Viewer, "owner"));
        await ExpectAsync(team.Owner, team.Agent, (team.Viewer, "owner"));
        await PutAsync(team.Owner, team.Agent);
        await ExpectAsync(team.Owner, team.Agent);
    }

    [Fact]
    public async Task Putting_the_same_list_again_changes_and_records_nothing()
    {
        var team = await TeamAsync();
        var first = await PutAsync(team.Owner, team.Agent, (team.Viewer, "manager"), (team.Manager, "viewer"));

        var again = await PutAsync(team.Owner, team.Agent, (team.Manager, "viewer"), (team.Viewer, "manager"));

        Assert.Equal(first.GetRawText(), again.GetRawText());
        await using var database = await app.Database.OpenConnectionAsync();
        var entries = await database.QueryAsync<(Guid, Guid)>(
            "SELECT subject_id, actor_id FROM audit_log WHERE workspace_id = @WorkspaceId AND action = 'agent.members_changed'", new { team.Owner.WorkspaceId });
        Assert.Equal((team.Agent, team.Owner.UserId), Assert.Single(entries));
    }

    [Fact]
    public async Task A_viewer_with_a_say_about_one_agent_changes_that_one_and_no_other()
    {
        var team = await TeamAsync();
        var other = (await team.Owner.Http.AddAgentAsync(new { agent_name = "Other" })).Id("agent_id");
        await PutAsync(team.Owner, team.Agent, (team.Viewer, "manager"));

        await team.Viewer.Http.PatchAsync($"/agents/{team.Agent}", new { agent_name = "Mine" }).ReadAsync(HttpStatusCode.OK);
        await ExpectAsync(team.Viewer, team.Agent, (team.Viewer, "manager"));
        await PutAsync(team.Viewer, team.Agent, (team.Viewer, "manager"), (team.Manager, "viewer"));
        await ExpectForbiddenAsync(team.Viewer, other);
        await team.Viewer.Http.PostAsJsonAsync("/agents", new { agent_name = "New" }).ReadAsync(HttpStatusCode.Forbidden);

        await PutAsync(team.Owner, team.Agent, (team.Viewer, "viewer"));
        await ExpectForbiddenAsync(team.Viewer, team.Agent);
        await PutAsync(team.Owner, team.Agent, (team.Viewer, "owner"));
        await team.Viewer.Http.DeleteAsync($"/agents/{team.Agent}").ReadAsync(HttpStatusCode.NoContent);
        Assert.Equal(0, await CountRowsAsync(team.Agent));
    }

    [Fact]
    public async Task A_role_on_an_agent_takes_nothing_from_a_manager_of_the_workspace()
    {
        var team = await TeamAsync();
        await PutAsync(team.Owner, team.Agent, (team.Manager, "viewer"), (team.Owner, "viewer"));

        await team.Manager.Http.PatchAsync($"/agents/{team.Agent}", new { agent_name = "Still" }).ReadAsync(HttpStatusCode.OK);
        await PutAsync(team.Manager, team.Agent);
    }

    [Fact]
    public async Task Whoever_is_no_member_of_the_workspace_is_named_and_nothing_changes()
    {
        var team = await TeamAsync();
        await PutAsync(team.Owner, team.Agent, (team.Manager, "manager"));
        var stranger = await app.SignInAsync();

        var problem = await team.Owner.Http.PutAsJsonAsync(
            $"/agents/{team.Agent}/members",
            new { members = new object[] { new { user_id = team.Viewer.UserId, role = "viewer" }, new { user_id = stranger.UserId, role = "viewer" } } })
            .ReadAsync(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("unknown_member", problem.Code());
        Assert.Equal(["members[1].user_id"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        await ExpectAsync(team.Owner, team.Agent, (team.Manager, "manager"));
    }

    [Theory]
    [InlineData("{}", "members")]
    [InlineData("""{"members":null}""", "members")]
    [InlineData("""{"members":"all"}""", "members")]
    [InlineData("""{"members":[{"user_id":"ME","role":"admin"}]}""", "members[0].role")]
    [InlineData("""{"members":[{"user_id":"ME"}]}""", "members[0].role")]
    [InlineData("""{"members":[{"role":"viewer"}]}""", "members[0].user_id")]
    [InlineData("""{"members":[{"user_id":"me","role":"viewer"}]}""", "members[0].user_id")]
    [InlineData("""{"members":[null]}""", "members[0].user_id")]
    [InlineData("""{"members":[{"user_id":"ME","role":"viewer"},{"user_id":"ME","role":"owner"}]}""", "members[1].user_id")]
    [InlineData("""{"members":[{"user_id":"ME","role":"viewer","scope":"all"}]}""", "members")]
    public async Task A_wrong_list_is_refused_by_the_place_of_what_is_wrong(string json, string field)
    {
        var team = await TeamAsync();

        var problem = await team.Owner.Http
            .SendJsonAsync(HttpMethod.Put, $"/agents/{team.Agent}/members", json.Replace("ME", team.Owner.UserId.ToString(), StringComparison.Ordinal))
            .ReadAsync(HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.Code());
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task A_list_of_too_many_is_refused()
    {
        var team = await TeamAsync();
        var members = Enumerable.Range(0, 201).Select(_ => new { user_id = Guid.NewGuid(), role = "viewer" });

        var problem = await team.Owner.Http.PutAsJsonAsync($"/agents/{team.Agent}/members", new { members }).ReadAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty("members", out _));
    }

    [Fact]
    public async Task Members_are_walked_page_by_page()
    {
        var team = await TeamAsync();
        await PutAsync(team.Owner, team.Agent, (team.Owner, "owner"));
        await PutAsync(team.Owner, team.Agent, (team.Owner, "owner"), (team.Manager, "manager"), (team.Viewer, "viewer"));

        var first = await team.Owner.Http.GetAsync($"/agents/{team.Agent}/members?limit=2").ReadAsync(HttpStatusCode.OK);
        var second = await team.Owner.Http.GetAsync($"/agents/{team.Agent}/members?limit=2&cursor={first.Text("next_cursor")}").ReadAsync(HttpStatusCode.OK);

        Assert.Equal((2, 1), (first.GetProperty("members").GetArrayLength(), second.GetProperty("members").GetArrayLength()));
        Assert.Equal((3, 3), (first.GetProperty("total").GetInt32(), second.GetProperty("total").GetInt32()));
        Assert.Null(second.Text("next_cursor"));
        var all = first.GetProperty("members").EnumerateArray().Concat(second.GetProperty("members").EnumerateArray()).Select(member => member.Id("user_id"));
        Assert.Equal(new[] { team.Owner.UserId, team.Manager.UserId, team.Viewer.UserId }.Order(), all.Order());
        Assert.Equal("validation_failed", (await team.Owner.Http.GetAsync($"/agents/{team.Agent}/members?cursor=zzz").ReadAsync(HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Lists_that_are_put_at_once_end_as_one_of_them()
    {
        var team = await TeamAsync();
        var lists = new (Person, string)[][] { [(team.Manager, "manager"), (team.Viewer, "viewer")], [(team.Owner, "owner")], [(team.Viewer, "manager")] };

        await Task.WhenAll(Enumerable.Range(0, 24).Select(turn => PutAsync(team.Owner, team.Agent, lists[turn % lists.Length])));

        var ended = (await RolesAsync(team.Owner, team.Agent)).ToHashSet();
        Assert.Contains(lists, list => ended.SetEquals(list.Select(entry => (entry.Item1.UserId, entry.Item2))));
    }

    private static async Task ExpectForbiddenAsync(Person person, Guid agent)
    {
        foreach (var response in new[]
        {
            await person.Http.PatchAsync($"/agents/{agent}", new { agent_name = "Mine" }),
            await person.Http.DeleteAsync($"/agents/{agent}"),
            await person.Http.GetAsync($"/agents/{agent}/members"),
            await person.Http.PutAsJsonAsync($"/agents/{agent}/members", new { members = Array.Empty<object>() }),
        })
        {
            Assert.Equal("forbidden", (await Task.FromResult(response).ReadAsync(HttpStatusCode.Forbidden)).Code());
        }

        await person.Http.GetAsync($"/agents/{agent}").ReadAsync(HttpStatusCode.OK);
    }

    private static Task<JsonElement> PutAsync(Person person, Guid agent, params (Person Who, string Role)[] members) =>
        person.Http.PutAsJsonAsync($"/agents/{agent}/members", new { members = members.Select(member => new { user_id = member.Who.UserId, role = member.Role }) })
            .ReadAsync(HttpStatusCode.OK);

    private static async Task ExpectAsync(Person person, Guid agent, params (Person Who, string Role)[] members) =>
        Assert.Equal(members.Select(member => (member.Who.UserId, member.Role)).Order(), (await RolesAsync(person, agent)).Order());

    private static async Task<IEnumerable<(Guid UserId, string Role)>> RolesAsync(Person person, Guid agent)
    {
        var list = await person.Http.GetAsync($"/agents/{agent}/members").ReadAsync(HttpStatusCode.OK);
        return list.GetProperty("members").EnumerateArray().Select(member => (member.Id("user_id"), member.Text("role")!));
    }

    private async Task<int> CountRowsAsync(Guid agent)
    {
        await using var connection = await app.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<int>("SELECT count(*)::int FROM user_agents WHERE agent_id = @agent", new { agent });
    }

    private async Task<Team> TeamAsync()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var manager = await app.SignInAsync(org: org, role: "manager");
        var viewer = await app.SignInAsync(org: org, role: "viewer");
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Pete" });
        return new Team(owner, manager, viewer, agent.Id("agent_id"));
    }

    private sealed record Team(Person Owner, Person Manager, Person Viewer, Guid Agent);
}
