using System.Net;
using Dapper;

namespace PeteRental.Agents.Tests;

public sealed class UserTests(AgentsHost app)
{
    [Fact]
    public async Task A_person_changes_their_name_and_number_and_nothing_else()
    {
        var person = await app.SignInAsync(name: "Ada");
        var before = await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);

        var changed = await person.Http.PatchAsync("/users/me", new { phone = "+1 (555) 010-0123" }).ReadAsync(HttpStatusCode.OK);

        Assert.Equal("+15550100123", changed.Text("phone"));
        Assert.Equal("Ada", changed.Text("full_name"));
        Assert.Equal(before.Text("email"), changed.Text("email"));
        Assert.Equal(before.Text("created_at"), changed.Text("created_at"));
        var cleared = await person.Http.PatchAsync("/users/me", new { phone = (string?)null }).ReadAsync(HttpStatusCode.OK);
        Assert.Null(cleared.Text("phone"));
    }

    [Theory]
    [InlineData("""{"full_name":""}""", "full_name")]
    [InlineData("""{"full_name":"   "}""", "full_name")]
    [InlineData("""{"full_name":"a\u0000b"}""", "full_name")]
    [InlineData("""{"full_name":"two\nlines"}""", "full_name")]
    [InlineData("""{"full_name":42}""", "full_name")]
    [InlineData("""{"phone":"555-0100"}""", "phone")]
    [InlineData("""{"phone":"+1555010012345678"}""", "phone")]
    [InlineData("""{"phone":["+15550100123"]}""", "phone")]
    public async Task A_wrong_field_of_the_profile_is_named_and_nothing_is_stored(string json, string field)
    {
        var person = await app.SignInAsync(name: "Ada");

        var problem = await person.Http.SendJsonAsync(HttpMethod.Patch, "/users/me", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.Code());
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        var me = await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
        Assert.Equal("Ada", me.Text("full_name"));
        Assert.Null(me.Text("phone"));
    }

    [Theory]
    [InlineData("""{"email":"new@oakhill.test"}""")]
    [InlineData("""{"role":"owner"}""")]
    [InlineData("""{"workspace_id":"00000000-0000-0000-0000-000000000000"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"full_name":""")]
    [InlineData("")]
    public async Task What_a_profile_does_not_have_is_refused(string json)
    {
        var person = await app.SignInAsync();

        await person.Http.SendJsonAsync(HttpMethod.Patch, "/users/me", json).ReadAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_owner_sees_the_members_page_by_page()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var members = new List<Guid> { owner.UserId };
        for (var i = 0; i < 4; i++)
        {
            members.Add((await app.SignInAsync(org: org, role: "member")).UserId);
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await owner.Http.GetAsync($"/users?limit=2&cursor={cursor}").ReadAsync(HttpStatusCode.OK);
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("users").EnumerateArray().Select(user => user.Id("user_id")));
            cursor = page.Text("next_cursor");
        }
        while (cursor is not null);

        Assert.Equal(members, seen);
    }

    [Fact]
    public async Task Members_below_owner_neither_see_nor_change_others()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        foreach (var role in new[] { "manager", "viewer" })
        {
            var member = await app.SignInAsync(org: org, role: role);
            await member.Http.GetAsync("/users").ReadAsync(HttpStatusCode.Forbidden);
            await member.Http.PatchAsync($"/users/{owner.UserId}", new { role = "viewer" }).ReadAsync(HttpStatusCode.Forbidden);
            await member.Http.PatchAsync($"/users/{member.UserId}", new { role = "owner" }).ReadAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_deactivated_member_is_out_of_this_workspace_only()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var email = AgentsHost.NewEmail();
        var member = await app.SignInAsync(email, org, "manager");

        var reply = await owner.Http.PatchAsync($"/users/{member.UserId}", new { active = false }).ReadAsync(HttpStatusCode.OK);

        Assert.False(reply.GetProperty("active").GetBoolean());
        Assert.Equal("manager", reply.Text("role"));
        Assert.False((await app.SignInAsync(email, org, "manager")).Identity.IsActive);
        Assert.True((await app.SignInAsync(email)).Identity.IsActive);
        await owner.Http.PatchAsync($"/users/{member.UserId}", new { active = true }).ReadAsync(HttpStatusCode.OK);
        Assert.True((await app.SignInAsync(email, org, "manager")).Identity.IsActive);
    }

    [Theory]
    [InlineData("""{"role":"viewer"}""")]
    [InlineData("""{"role":"manager","active":true}""")]
    [InlineData("""{"active":false}""")]
    public async Task The_last_owner_cannot_go(string json)
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        await app.SignInAsync(org: org, role: "manager");

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Patch, $"/users/{owner.UserId}", json).ReadAsync(HttpStatusCode.Conflict);

        Assert.Equal("last_owner", problem.Code());
        Assert.Equal("owner", (await owner.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK)).Text("role"));
    }

    [Fact]
    public async Task A_deactivated_owner_does_not_count_as_one_who_stays()
    {
        var org = AgentsHost.NewOrganization();
        var first = await app.SignInAsync(org: org);
        var second = await app.SignInAsync(org: org);
        await first.Http.PatchAsync($"/users/{second.UserId}", new { active = false }).ReadAsync(HttpStatusCode.OK);

        await first.Http.PatchAsync($"/users/{first.UserId}", new { role = "viewer" }).ReadAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Owners_who_demote_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var org = AgentsHost.NewOrganization();
            var owners = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.SignInAsync(org: org)));

            await Task.WhenAll(owners.Select((owner, i) =>
                owner.Http.PatchAsync($"/users/{owners[(i + 1) % owners.Length].UserId}", new { role = "viewer" })));

            await using var database = await app.Database.OpenConnectionAsync();
            Assert.Equal(1, await database.QuerySingleAsync<int>(
                "SELECT count(*)::int FROM memberships WHERE workspace_id = @WorkspaceId AND role = 'owner'", owners[0].Identity));
        }
    }

    [Theory]
    [InlineData("""{"role":"admin"}""", "role")]
    [InlineData("""{"role":null}""", "role")]
    [InlineData("""{"role":1}""", "role")]
    [InlineData("""{"active":null}""", "active")]
    [InlineData("""{"active":"no"}""", "active")]
    public async Task A_wrong_change_of_a_member_is_named(string json, string field)
    {
        var owner = await app.SignInAsync();

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Patch, $"/users/{owner.UserId}", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task A_change_of_a_member_is_on_record_without_who_they_are()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var member = await app.SignInAsync(org: org, role: "viewer");
        await owner.Http.PatchAsync($"/users/{member.UserId}", new { role = "manager", active = false }).ReadAsync(HttpStatusCode.OK);

        await using var database = await app.Database.OpenConnectionAsync();
        var (actor, action, changed) = await database.QuerySingleAsync<(Guid, string, string[])>(
            "SELECT actor_id, action, changed FROM audit_log WHERE workspace_id = @WorkspaceId AND subject_id = @UserId",
            new { owner.WorkspaceId, member.UserId });
        Assert.Equal(owner.UserId, actor);
        Assert.Equal("member.updated", action);
        Assert.Equal(["role", "active"], changed);
    }

    [Theory]
    [InlineData("/users?cursor=nonsense")]
    [InlineData("/users?cursor=%00")]
    [InlineData("/agents?cursor=AAAA")]
    public async Task A_cursor_that_is_none_of_ours_is_refused(string path)
    {
        var owner = await app.SignInAsync();

        Assert.Equal("validation_failed", (await owner.Http.GetAsync(path).ReadAsync(HttpStatusCode.BadRequest)).Code());
    }
}
