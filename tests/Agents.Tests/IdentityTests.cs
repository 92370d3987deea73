using System.Net;
using System.Net.Http.Json;
using Dapper;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults;

namespace PeteRental.Agents.Tests;

public sealed class IdentityTests(AgentsHost app)
{
    [Fact]
    public async Task A_first_token_makes_a_person_a_workspace_of_their_own_and_an_event()
    {
        var email = AgentsHost.NewEmail();
        var person = await app.SignInAsync(email.ToUpperInvariant(), name: "Ada Oak");

        Assert.Equal("owner", person.Identity.Role);
        Assert.True(person.Identity.IsActive);
        var me = await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(person.UserId, me.Id("user_id"));
        Assert.Equal(person.WorkspaceId, me.Id("workspace_id"));
        Assert.Equal(email, me.Text("email"));
        Assert.Equal("Ada Oak", me.Text("full_name"));
        Assert.Equal("owner", me.Text("role"));
        var registered = await app.Events.WaitAsync<UserRegistered>(person.WorkspaceId, fact => fact.UserId == person.UserId);
        Assert.Equal(email, registered.Email);
        var workspace = await person.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK);
        Assert.Equal("Ada Oak", workspace.Text("name"));
    }

    [Fact]
    public async Task Fifty_first_tokens_at_once_make_one_user_one_workspace_and_one_event()
    {
        var claims = await app.TokenAsync(AgentsHost.NewEmail(), name: "Flood");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ResolveAsync(claims.Request)));

        var identity = Assert.Single(answers.Distinct());
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(1, await database.QuerySingleAsync<int>("SELECT count(*)::int FROM users WHERE subject = @Subject", claims.Request));
        Assert.Equal(1, await database.QuerySingleAsync<int>("SELECT count(*)::int FROM workspaces WHERE personal_user_id = @UserId", identity));
        // A later event of the same workspace comes after any second registration there might have been.
        await AddSomethingAsync(claims, identity);
        Assert.Single(app.Events.Of<UserRegistered>(identity.WorkspaceId));
    }

    [Fact]
    public async Task Fifty_people_who_bring_a_new_organisation_at_once_share_one_workspace()
    {
        var org = AgentsHost.NewOrganization();
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.TokenAsync(AgentsHost.NewEmail(), org, "member")));

        var answers = await Task.WhenAll(claims.Select(claim => ResolveAsync(claim.Request)));

        Assert.Single(answers.Select(answer => answer.WorkspaceId).Distinct());
        Assert.Equal(50, answers.Select(answer => answer.UserId).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal("viewer", answer.Role));
    }

    [Theory]
    [InlineData("admin", "owner")]
    [InlineData("owner", "owner")]
    [InlineData("manager", "manager")]
    [InlineData("member", "viewer")]
    [InlineData("viewer", "viewer")]
    [InlineData("Admin", "viewer")]
    [InlineData("something_of_their_own", "viewer")]
    public async Task An_organisations_role_maps_to_ours_and_gives_no_more_than_it_says(string claimed, string role)
    {
        var person = await app.SignInAsync(org: AgentsHost.NewOrganization(), role: claimed);

        Assert.Equal(role, person.Identity.Role);
    }

    [Fact]
    public async Task One_person_is_in_their_own_workspace_or_in_the_organisations_as_the_token_says()
    {
        var email = AgentsHost.NewEmail();
        var org = AgentsHost.NewOrganization();

        var alone = await app.SignInAsync(email);
        var shared = await app.SignInAsync(email, org, "manager");
        var colleague = await app.SignInAsync(org: org);

        Assert.Equal(alone.UserId, shared.UserId);
        Assert.NotEqual(alone.WorkspaceId, shared.WorkspaceId);
        Assert.Equal(shared.WorkspaceId, colleague.WorkspaceId);
        Assert.Equal("manager", shared.Identity.Role);
        Assert.Equal(alone.Identity, (await app.SignInAsync(email)).Identity);
    }

    [Fact]
    public async Task A_role_follows_the_organisation_when_it_changes_there_and_us_in_between()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var email = AgentsHost.NewEmail();
        var member = await app.SignInAsync(email, org, "manager");

        await owner.Http.PatchAsync($"/users/{member.UserId}", new { role = "viewer" }).ReadAsync(HttpStatusCode.OK);
        Assert.Equal("viewer", (await app.SignInAsync(email, org, "manager")).Identity.Role);

        Assert.Equal("owner", (await app.SignInAsync(email, org, "admin")).Identity.Role);
        Assert.Equal("viewer", (await app.SignInAsync(email, org, "member")).Identity.Role);
    }

    [Fact]
    public async Task A_token_without_an_address_or_name_leaves_what_is_known()
    {
        var claims = await app.TokenAsync(AgentsHost.NewEmail(), name: "Ada Oak");
        var person = await app.SignInAsync(claims.Email, name: "Ada Oak");

        await ResolveAsync(claims.Request with { Email = null, Name = null });

        var me = await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(claims.Email, me.Text("email"));
        Assert.Equal("Ada Oak", me.Text("full_name"));
    }

    [Fact]
    public async Task A_name_from_the_token_is_followed_until_the_person_writes_their_own()
    {
        var email = AgentsHost.NewEmail();
        await app.SignInAsync(email, name: "Ada");
        var person = await app.SignInAsync(email, name: "Ada Oak");
        Assert.Equal("Ada Oak", await NameAsync(person));

        await person.Http.PatchAsync("/users/me", new { full_name = "  Ms. Oak " }).ReadAsync(HttpStatusCode.OK);
        await app.SignInAsync(email, name: "Ada of the Token");
        Assert.Equal("Ms. Oak", await NameAsync(person));

        await person.Http.PatchAsync("/users/me", new { full_name = (string?)null }).ReadAsync(HttpStatusCode.OK);
        await app.SignInAsync(email, name: "Ada of the Token");
        Assert.Equal("Ada of the Token", await NameAsync(person));
    }

    [Fact]
    public async Task What_a_token_claims_is_made_fit_to_be_stored()
    {
        var subject = $"user_{Guid.NewGuid():N}";
        var identity = await ResolveAsync(new IdentityRequest(subject, "not an address", "A\0da\n \u202EOak" + new string('x', 500), null, null, null));

        await using var database = await app.Database.OpenConnectionAsync();
        var (email, name) = await database.QuerySingleAsync<(string?, string)>("SELECT email, full_name FROM users WHERE id = @UserId", identity);
        Assert.Null(email);
        Assert.StartsWith("Ada Oakxxx", name, StringComparison.Ordinal);
        Assert.Equal(200, name.Length);
    }

    [Theory]
    [InlineData("ADA@OakHill.test", "ada@oakhill.test")]
    [InlineData("É@oakhill.test", "é@oakhill.test")]
    [InlineData("İ@oakhill.test", "İ@oakhill.test")]
    [InlineData("ada@oakhill.test\r\nBcc: bob@oakhill.test", null)]
    [InlineData("Ada <ada@oakhill.test>", null)]
    public async Task An_address_is_kept_in_lower_case_and_only_when_it_is_one(string claimed, string? kept)
    {
        var identity = await ResolveAsync(new IdentityRequest($"user_{Guid.NewGuid():N}", claimed, null, null, null, null));

        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(kept, await database.QuerySingleAsync<string?>("SELECT email FROM users WHERE id = @UserId", identity));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("user_\0", null)]
    [InlineData("user_1", "")]
    [InlineData("user_1", "org\0")]
    public async Task A_token_that_names_nobody_who_can_be_stored_is_refused(string subject, string? org)
    {
        var response = app.ResolveAsync(new IdentityRequest(subject, null, null, org, null, null));

        Assert.Equal("unreadable_identity", (await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).Code());
    }

    private static async Task<string?> NameAsync(Person person) =>
        (await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK)).Text("full_name");

    private async Task<IdentityReply> ResolveAsync(IdentityRequest request)
    {
        using var response = await app.ResolveAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<IdentityReply>(JsonDefaults.Options))!;
    }

    private async Task AddSomethingAsync(Claims claims, IdentityReply identity)
    {
        using var http = app.As(identity, claims);
        var agent = await http.AddAgentAsync(new { agent_name = "Pete" });
        await app.Events.WaitAsync<AgentRegistered>(identity.WorkspaceId, fact => fact.AgentId == agent.Id("agent_id"));
    }
}
