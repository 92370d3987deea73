using System.Net;
using System.Net.Http.Json;
using Dapper;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

public sealed class AgentRegistrationTests(AgentsHost app)
{
    [Fact]
    public async Task An_assistant_is_bound_to_the_member_with_the_address_who_owns_the_agent()
    {
        var (owner, viewer) = await TeamAsync();

        var agent = await RegisterAsync(owner, "24464697-8f45-4b38-b43a-d337f50c370e", viewer.Email.ToUpperInvariant()).ReadAsync(HttpStatusCode.Created);

        Assert.Equal(("24464697-8f45-4b38-b43a-d337f50c370e", "Assistant 24464697"), (agent.Text("vapi_assistant_id"), agent.Text("agent_name")));
        Assert.Equal(viewer.UserId, agent.Id("user_id"));
        Assert.Equal(agent.GetRawText(), (await owner.Http.GetAsync($"/agents/{agent.Id("agent_id")}").ReadAsync(HttpStatusCode.OK)).GetRawText());
        await viewer.Http.PatchAsync($"/agents/{agent.Id("agent_id")}", new { agent_name = "Mine" }).ReadAsync(HttpStatusCode.OK);
        var told = await app.Events.WaitAsync<AgentRegistered>(owner.WorkspaceId, _ => true);
        Assert.Equal((agent.Id("agent_id"), "24464697-8f45-4b38-b43a-d337f50c370e"), (told.AgentId, told.VapiAssistantId));
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(
            owner.UserId, await database.QuerySingleAsync<Guid>("SELECT actor_id FROM audit_log WHERE subject_id = @id AND action = 'agent.registered'", new { id = agent.Id("agent_id") }));
    }

    [Fact]
    public async Task Registering_again_answers_with_the_agent_there_is_and_another_member_cannot_have_it()
    {
        var (owner, viewer) = await TeamAsync();
        var first = await RegisterAsync(owner, "asst_1", viewer.Email, "Pete").ReadAsync(HttpStatusCode.Created);

        var again = await RegisterAsync(owner, "asst_1", viewer.Email).ReadAsync(HttpStatusCode.OK);
        var taken = await RegisterAsync(owner, "asst_1", owner.Email).ReadAsync(HttpStatusCode.Conflict);

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal("vapi_assistant_id_taken", taken.Code());
        var stranger = await app.SignInAsync();
        await RegisterAsync(stranger, "asst_1", stranger.Email).ReadAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_crowd_that_registers_one_assistant_makes_one_agent()
    {
        var (owner, viewer) = await TeamAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => RegisterAsync(owner, "asst_1", viewer.Email)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(23, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(1, (await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Nobody_but_an_active_member_is_registered_for()
    {
        var (owner, viewer) = await TeamAsync();
        var stranger = await app.SignInAsync();

        var unknown = await RegisterAsync(owner, "asst_1", stranger.Email).ReadAsync(HttpStatusCode.UnprocessableEntity);
        await owner.Http.PatchAsync($"/users/{viewer.UserId}", new { active = false }).ReadAsync(HttpStatusCode.OK);
        var shutOut = await RegisterAsync(owner, "asst_1", viewer.Email).ReadAsync(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(("unknown_member", "unknown_member"), (unknown.Code(), shutOut.Code()));
        Assert.True(unknown.GetProperty("errors").TryGetProperty("user_email", out _));
        Assert.Equal(0, (await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("{}", "vapi_assistant_id")]
    [InlineData("""{"vapi_assistant_id":"asst_1"}""", "user_email")]
    [InlineData("""{"vapi_assistant_id":null,"user_email":"a@oakhill.test"}""", "vapi_assistant_id")]
    [InlineData("""{"vapi_assistant_id":"a/../b","user_email":"a@oakhill.test"}""", "vapi_assistant_id")]
    [InlineData("""{"vapi_assistant_id":"asst_1","user_email":"nobody"}""", "user_email")]
    [InlineData("""{"vapi_assistant_id":"asst_1","user_email":["a@oakhill.test"]}""", "user_email")]
    [InlineData("""{"vapi_assistant_id":"asst_1","user_email":"a@oakhill.test","agent_name":""}""", "agent_name")]
    public async Task A_wrong_registration_is_refused_by_name(string json, string field)
    {
        var owner = await app.SignInAsync();
        var problem = await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents/register", json).ReadAsync(HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task A_viewer_registers_nothing()
    {
        var (_, viewer) = await TeamAsync();
        await RegisterAsync(viewer, "asst_1", viewer.Email).ReadAsync(HttpStatusCode.Forbidden);
    }

    private static Task<HttpResponseMessage> RegisterAsync(Person person, string assistant, string email, string? name = null) =>
        person.Http.PostAsJsonAsync("/agents/register", name is null ? (object)new { vapi_assistant_id = assistant, user_email = email } : new { vapi_assistant_id = assistant, user_email = email, agent_name = name });

    private async Task<(Person Owner, Person Viewer)> TeamAsync()
    {
        var org = AgentsHost.NewOrganization();
        return (await app.SignInAsync(org: org), await app.SignInAsync(org: org, role: "viewer"));
    }
}
