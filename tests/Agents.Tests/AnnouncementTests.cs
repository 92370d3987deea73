using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults;

namespace PeteRental.Agents.Tests;

/// <summary>What announcements of people and organisations lead to, in whatever order they come.</summary>
public sealed class AnnouncementTests(AgentsHost app)
{
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    [Fact]
    public async Task A_person_is_known_with_their_primary_address_before_they_ever_sign_in()
    {
        var claims = await app.TokenAsync(AgentsHost.NewEmail());

        await app.AnnounceAsync("user.created", ClerkDelivery.Person(claims.Request.Subject, "Ada@OakHill.test", phone: "+15550100177"));
        var person = await app.SignInAsync(claims.Email, name: "Somebody Else");

        var me = await MeAsync(person);
        Assert.Equal("ada@oakhill.test", me.Text("email"));
        Assert.True(me.GetProperty("is_verified").GetBoolean());
        Assert.Equal("Ada Oak", me.Text("full_name"));
        Assert.Equal("+15550100177", me.Text("phone"));
        var registered = await app.Events.WaitAsync<UserRegistered>(person.WorkspaceId, fact => fact.UserId == person.UserId);
        Assert.Equal("ada@oakhill.test", registered.Email);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unverified")]
    [InlineData("transferable")]
    public async Task An_address_that_was_not_verified_is_not_said_to_be(string? status)
    {
        var person = await app.SignInAsync();
        await app.AnnounceAsync("user.updated", ClerkDelivery.Person(person.Subject, "ada@oakhill.test", Then));
        Assert.True((await MeAsync(person)).GetProperty("is_verified").GetBoolean());

        await app.AnnounceAsync("user.updated", ClerkDelivery.Person(person.Subject, "new@oakhill.test", Then.AddSeconds(1), verification: status));

        var me = await MeAsync(person);
        Assert.Equal("new@oakhill.test", me.Text("email"));
        Assert.False(me.GetProperty("is_verified").GetBoolean());
    }

    [Fact]
    public async Task What_a_person_wrote_here_stays_and_what_is_gone_at_the_provider_goes()
    {
        var person = await app.SignInAsync();
        await person.Http.PatchAsync("/users/me", new { full_name = "Ms. Oak", phone = "+15550100178" }).ReadAsync(HttpStatusCode.OK);

        await app.AnnounceAsync("user.updated", ClerkDelivery.Person(person.Subject, null, Then, phone: "+15550100177"));

        var me = await MeAsync(person);
        Assert.Equal(("Ms. Oak", "+15550100178", null), (me.Text("full_name"), me.Text("phone"), me.Text("email")));
    }

    /// <summary>Each row: the announcements in the order in which they arrive, by the second they tell of; and who is known at the end.</summary>
    [Theory]
    [InlineData("c1 u2 u3", "3")]
    [InlineData("c1 u3 u2", "3")]
    [InlineData("u3 c1 u2", "3")]
    [InlineData("u2 u2 c1", "2")]
    [InlineData("c1 d4", "-")]
    [InlineData("c1 d4 u2", "-")]
    [InlineData("d4 c1 u2", "-")]
    [InlineData("d4 u9", "-")]
    [InlineData("d4 d4 c1", "-")]
    public async Task News_of_a_person_end_the_same_in_any_order(string arrivals, string known)
    {
        var subject = ClerkDelivery.NewSubject();
        foreach (var arrival in arrivals.Split(' '))
        {
            var at = Then.AddSeconds(arrival[1] - '0');
            var type = arrival[0] switch { 'c' => "user.created", 'u' => "user.updated", _ => "user.deleted" };
            await app.AnnounceAsync(
                type,
                arrival[0] == 'd'
                    ? new JsonObject { ["id"] = subject, ["object"] = "user", ["deleted"] = true }
                    : ClerkDelivery.Person(subject, "ada@oakhill.test", at, first: arrival[1..], last: null),
                at);
        }

        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(known, await database.QuerySingleOrDefaultAsync<string>("SELECT full_name FROM users WHERE subject = @subject", new { subject }) ?? "-");
        if (known == "-")
        {
            var refused = await app.ResolveAsync(new IdentityRequest(subject, "ada@oakhill.test", "Ada", null, null, null));
            Assert.Equal(HttpStatusCode.Gone, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_message_that_is_sent_again_has_no_second_effect()
    {
        var subject = ClerkDelivery.NewSubject();
        var id = ClerkDelivery.NewId();
        var first = ClerkDelivery.Envelope("user.created", ClerkDelivery.Person(subject, null, Then, first: "Ada", last: null));
        var other = ClerkDelivery.Envelope("user.updated", ClerkDelivery.Person(subject, null, Then.AddSeconds(9), first: "Eve", last: null));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.DeliverAsync(first, id)));
        using var repeated = await app.DeliverAsync(other, id);

        Assert.All(answers.Append(repeated), answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal("Ada", await database.QuerySingleAsync<string>("SELECT full_name FROM users WHERE subject = @subject", new { subject }));
    }

    [Fact]
    public async Task An_announcement_and_first_tokens_at_once_make_one_user_and_one_event()
    {
        for (var round = 0; round < 5; round++)
        {
            var claims = await app.TokenAsync(AgentsHost.NewEmail(), AgentsHost.NewOrganization(), "manager");
            var (subject, org) = (claims.Request.Subject, claims.Request.OrganizationId!);

            var announcing = new[]
            {
                app.AnnounceAsync("user.created", ClerkDelivery.Person(subject, claims.Email)),
                app.AnnounceAsync("organizationMembership.created", ClerkDelivery.Membership(subject, org, "org:manager")),
                app.AnnounceAsync("user.updated", ClerkDelivery.Person(subject, claims.Email)),
            };
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.ResolveAsync(claims.Request)));
            await Task.WhenAll(announcing);

            var identities = await Task.WhenAll(answers.Select(answer => answer.Content.ReadFromJsonAsync<IdentityReply>(JsonDefaults.Options)));
            var identity = Assert.Single(identities.Distinct())!;
            Assert.Equal("manager", identity.Role);
            await using var database = await app.Database.OpenConnectionAsync();
            Assert.Equal(1, await database.QuerySingleAsync<int>("SELECT count(*)::int FROM users WHERE subject = @subject", new { subject }));
            await app.Events.WaitAsync<UserRegistered>(identity.WorkspaceId, fact => fact.UserId == identity.UserId);
            Assert.Single(app.Events.Of<UserRegistered>(identity.WorkspaceId));
        }
    }

    [Theory]
    [InlineData("org:admin", "owner")]
    [InlineData("admin", "owner")]
    [InlineData("org:manager", "manager")]
    [InlineData("org:member", "viewer")]
    [InlineData("org:leasing_intern", "viewer")]
    [InlineData("", "viewer")]
    public async Task A_membership_lets_somebody_in_with_their_role(string announced, string role)
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var subject = ClerkDelivery.NewSubject();

        await app.AnnounceAsync("organizationMembership.created", ClerkDelivery.Membership(subject, org, announced, Then, "Ada@oakhill.test"));

        var member = await MemberAsync(owner, "ada@oakhill.test");
        Assert.Equal((role, "Ada Oak", true), (member.Text("role"), member.Text("full_name"), member.GetProperty("active").GetBoolean()));
        Assert.False(member.GetProperty("is_verified").GetBoolean());
        Assert.Equal("Oak Hill Homes", (await owner.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK)).Text("name"));
    }

    [Fact]
    public async Task A_workspace_of_an_organisation_begins_with_its_first_membership()
    {
        var claims = await app.TokenAsync(AgentsHost.NewEmail(), AgentsHost.NewOrganization());

        await app.AnnounceAsync("organizationMembership.created", ClerkDelivery.Membership(claims.Request.Subject, claims.Request.OrganizationId!, "org:admin", Then));

        var person = await app.SignInAsync(claims.Email, claims.Request.OrganizationId);
        await app.Events.WaitAsync<UserRegistered>(person.WorkspaceId, fact => fact.UserId == person.UserId);
        Assert.Single(app.Events.Of<UserRegistered>(person.WorkspaceId));
    }

    [Fact]
    public async Task An_announced_role_decides_also_over_tokens_that_still_say_the_old_one()
    {
        var org = AgentsHost.NewOrganization();
        var email = AgentsHost.NewEmail();
        var member = await app.SignInAsync(email, org, "admin");

        await app.AnnounceAsync("organizationMembership.updated", ClerkDelivery.Membership(member.Subject, org, "org:member", Then));
        Assert.Equal("viewer", (await app.SignInAsync(email, org, "admin")).Identity.Role);
        Assert.Equal("viewer", (await app.SignInAsync(email, org, "member")).Identity.Role);

        await app.AnnounceAsync("organizationMembership.updated", ClerkDelivery.Membership(member.Subject, org, "org:manager", Then.AddSeconds(1)));
        Assert.Equal("manager", (await app.SignInAsync(email, org, "member")).Identity.Role);
        // Should an announcement ever get lost, a token that says something new still tells.
        Assert.Equal("owner", (await app.SignInAsync(email, org, "admin")).Identity.Role);
    }

    [Fact]
    public async Task What_an_owner_set_here_holds_until_the_organisation_changes_its_mind()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var email = AgentsHost.NewEmail();
        var member = await app.SignInAsync(email, org, "manager");
        await owner.Http.PatchAsync($"/users/{member.UserId}", new { role = "viewer", active = false }).ReadAsync(HttpStatusCode.OK);

        await app.AnnounceAsync("organizationMembership.updated", ClerkDelivery.Membership(member.Subject, org, "org:manager", Then));
        Assert.Equal(("viewer", false), await RoleAsync(email, org, "manager"));

        await app.AnnounceAsync("organizationMembership.updated", ClerkDelivery.Membership(member.Subject, org, "org:admin", Then.AddSeconds(1)));
        Assert.Equal(("owner", false), await RoleAsync(email, org, "manager"));
    }

    /// <summary>Each row: announcements as they arrive, by second; and the role at the end, or none.</summary>
    [Theory]
    [InlineData("m1 a2", "owner")]
    [InlineData("a2 m1", "owner")]
    [InlineData("a1 x2", null)]
    [InlineData("x2 a1", null)]
    [InlineData("a1 x2 m1", null)]
    [InlineData("a1 x2 m2", null)]
    [InlineData("a1 x2 m3", "manager")]
    [InlineData("a1 m3 x2", "manager")]
    [InlineData("x2 m3 a1", "manager")]
    public async Task News_of_a_membership_end_the_same_in_any_order(string arrivals, string? role)
    {
        var org = AgentsHost.NewOrganization();
        var claims = await app.TokenAsync(AgentsHost.NewEmail(), org, "admin");
        await app.SignInAsync(org: org);
        foreach (var arrival in arrivals.Split(' '))
        {
            var at = Then.AddSeconds(arrival[1] - '0');
            var (type, announced) = arrival[0] switch
            {
                'a' => ("organizationMembership.updated", "org:admin"),
                'm' => ("organizationMembership.created", "org:manager"),
                _ => ("organizationMembership.deleted", "org:admin"),
            };
            await app.AnnounceAsync(type, ClerkDelivery.Membership(claims.Request.Subject, org, announced, at, claims.Email), at);
        }

        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(role, await database.QuerySingleOrDefaultAsync<string>(
            "SELECT m.role FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.subject = @Subject", claims.Request));
        if (role is null)
        {
            // The token from before still says that they belong there.
            Assert.False((await app.SignInAsync(claims.Email, org, "admin")).Identity.IsActive);
        }
    }

    [Fact]
    public async Task The_organisation_may_let_its_last_owner_go_and_their_own_workspace_stays()
    {
        var org = AgentsHost.NewOrganization();
        var email = AgentsHost.NewEmail();
        var owner = await app.SignInAsync(email, org);
        var alone = await app.SignInAsync(email);

        await app.AnnounceAsync("organizationMembership.deleted", ClerkDelivery.Membership(owner.Subject, org, "org:admin"));

        Assert.False((await app.SignInAsync(email, org)).Identity.IsActive);
        await owner.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.NotFound);
        Assert.Equal(alone.Identity, (await app.SignInAsync(email)).Identity);
    }

    [Fact]
    public async Task A_name_follows_the_organisation_when_it_changes_there_and_an_owner_in_between()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);

        await AnnounceNameAsync(org, "Oak Hill", 2);
        Assert.Equal("Oak Hill", await NameAsync(owner));
        await AnnounceNameAsync(org, "Older Name", 1);
        Assert.Equal("Oak Hill", await NameAsync(owner));

        await owner.Http.PostAsJsonAsync("/workspace", new { name = "Oak Hill Leasing" }).ReadAsync(HttpStatusCode.OK);
        await AnnounceNameAsync(org, "Oak Hill", 3);
        Assert.Equal("Oak Hill Leasing", await NameAsync(owner));
        await AnnounceNameAsync(org, "Oak Hill Homes", 4);
        Assert.Equal("Oak Hill Homes", await NameAsync(owner));
        await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.Contains("name"));
    }

    [Fact]
    public async Task A_deleted_organisation_lets_everybody_out_and_answers_no_calls()
    {
        var org = AgentsHost.NewOrganization();
        var email = AgentsHost.NewEmail();
        var owner = await app.SignInAsync(email, org);
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = "asst_1" });
        await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);

        await app.AnnounceAsync("organization.deleted", new JsonObject { ["id"] = org, ["object"] = "organization", ["deleted"] = true });
        await app.AnnounceAsync("organization.updated", new JsonObject { ["id"] = org, ["name"] = "Back Again" });
        await app.AnnounceAsync("organizationMembership.created", ClerkDelivery.Membership(owner.Subject, org, "org:admin"));

        Assert.False((await app.SignInAsync(email, org)).Identity.IsActive);
        Assert.False((await app.SignInAsync(org: org)).Identity.IsActive);
        await app.Events.WaitAsync<AgentUpdated>(owner.WorkspaceId, fact => fact.AgentId == agent.Id("agent_id") && !fact.IsActive);
        await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.Contains("closed"));
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(0, await database.QuerySingleAsync<int>("SELECT count(*)::int FROM webhook_secrets WHERE workspace_id = @WorkspaceId", new { owner.WorkspaceId }));
    }

    [Fact]
    public async Task An_organisation_that_was_deleted_before_anybody_knew_it_stays_closed()
    {
        var org = AgentsHost.NewOrganization();

        await app.AnnounceAsync("organization.deleted", new JsonObject { ["id"] = org });
        await app.AnnounceAsync("organization.deleted", new JsonObject { ["id"] = org });

        Assert.False((await app.SignInAsync(org: org)).Identity.IsActive);
    }

    private static Task<JsonElement> MeAsync(Person person) => person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);

    private static async Task<JsonElement> MemberAsync(Person owner, string email) =>
        (await owner.Http.GetAsync("/users").ReadAsync(HttpStatusCode.OK)).GetProperty("users").EnumerateArray().Single(user => user.Text("email") == email);

    private static async Task<string?> NameAsync(Person owner) => (await owner.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK)).Text("name");

    private async Task<(string Role, bool IsActive)> RoleAsync(string email, string org, string claimed)
    {
        var identity = (await app.SignInAsync(email, org, claimed)).Identity;
        return (identity.Role, identity.IsActive);
    }

    private Task AnnounceNameAsync(string org, string name, int second) => app.AnnounceAsync(
        "organization.updated", new JsonObject { ["id"] = org, ["name"] = name, ["updated_at"] = Then.AddSeconds(second).ToUnixTimeMilliseconds() });
}
