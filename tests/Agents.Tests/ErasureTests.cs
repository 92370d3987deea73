using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

/// <summary>What is left of somebody who was erased, and what is not.</summary>
public sealed class ErasureTests(AgentsHost app)
{
    [Fact]
    public async Task Nothing_of_an_erased_person_is_left_in_any_table()
    {
        var email = AgentsHost.NewEmail();
        var name = $"Ada {Guid.NewGuid():N}";
        var org = AgentsHost.NewOrganization();
        var colleague = await app.SignInAsync(org: org);
        var person = await app.SignInAsync(email, name: name);
        var shared = await app.SignInAsync(email, org, "manager", name);
        await person.Http.PatchAsync("/users/me", new { phone = "+15550199123" }).ReadAsync(HttpStatusCode.OK);
        await person.Http.PostAsJsonAsync("/workspace", new { notification_email = email }).ReadAsync(HttpStatusCode.OK);
        await colleague.Http.PostAsJsonAsync("/workspace", new { notification_email = email.ToUpperInvariant() }).ReadAsync(HttpStatusCode.OK);
        var agent = await shared.Http.AddAgentAsync(new { agent_name = "Shared line" });
        await app.Events.WaitAsync<UserRegistered>(person.WorkspaceId, fact => fact.UserId == person.UserId);

        await shared.Http.DeleteAsync("/users/me").ReadAsync(HttpStatusCode.NoContent);

        foreach (var workspace in new[] { person.WorkspaceId, shared.WorkspaceId })
        {
            var erased = await app.Events.WaitAsync<UserErased>(workspace, fact => fact.UserId == person.UserId);
            Assert.Equal(workspace == person.WorkspaceId, erased.IsWorkspaceClosed);
        }

        await AgentsHost.UntilAsync(async () => await MentionsAsync([email, name, person.Subject, "+15550199123"]) is []);
        // What they made for the organisation stays the organisation's, by a person who is nobody now.
        var kept = await colleague.Http.GetAsync($"/agents/{agent.Id("agent_id")}").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(person.UserId, kept.Id("user_id"));
        var members = (await colleague.Http.GetAsync("/users").ReadAsync(HttpStatusCode.OK)).GetProperty("users").EnumerateArray();
        Assert.Equal([colleague.UserId], members.Select(member => member.Id("user_id")));
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal(2, await database.QuerySingleAsync<int>(
            "SELECT count(*)::int FROM audit_log WHERE action = 'user.erased' AND subject_id = @UserId", new { person.UserId }));
    }

    [Fact]
    public async Task A_workspace_of_their_own_closes_with_its_person()
    {
        var person = await app.SignInAsync(name: "Ada Oak");
        var agent = await person.Http.AddAgentAsync(new { agent_name = "Pete", vapi_assistant_id = "asst_1" });
        var secret = await person.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        using var voice = app.AsService("voicewebhook", null);
        await LookUpAsync(voice, secret, HttpStatusCode.OK);
        await using var database = await app.Database.OpenConnectionAsync();
        await database.ExecuteAsync(
            "INSERT INTO vapi_accounts (workspace_id, sealed_api_key, fingerprint, checked_at, updated_at) VALUES (@WorkspaceId, '\\x00', sha256('a'), now(), now())",
            new { person.WorkspaceId });

        await person.Http.DeleteAsync("/users/me").ReadAsync(HttpStatusCode.NoContent);

        await LookUpAsync(voice, secret, HttpStatusCode.NotFound);
        // The gateway remembers the person for a moment: what they do in it leads nowhere.
        var late = await person.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        await LookUpAsync(voice, late, HttpStatusCode.NotFound);
        await app.Events.WaitAsync<AgentUpdated>(person.WorkspaceId, fact => fact.AgentId == agent.Id("agent_id") && !fact.IsActive);
        await app.Events.WaitAsync<WorkspaceUpdated>(person.WorkspaceId, fact => fact.Changed.Contains("webhook_secrets") && fact.Changed.Contains("closed"));
        Assert.Equal(0, await database.QuerySingleAsync<int>("SELECT count(*)::int FROM vapi_accounts WHERE workspace_id = @WorkspaceId", new { person.WorkspaceId }));
        Assert.Equal("Closed workspace", await database.QuerySingleAsync<string>("SELECT name FROM workspaces WHERE id = @WorkspaceId", new { person.WorkspaceId }));
    }

    [Fact]
    public async Task Neither_a_token_nor_late_news_brings_an_erased_person_back()
    {
        var email = AgentsHost.NewEmail();
        var org = AgentsHost.NewOrganization();
        var person = await app.SignInAsync(email, name: "Ada Oak");
        await person.Http.DeleteAsync("/users/me").ReadAsync(HttpStatusCode.NoContent);

        await app.AnnounceAsync("user.updated", ClerkDelivery.Person(person.Subject, email));
        await app.AnnounceAsync("organizationMembership.created", ClerkDelivery.Membership(person.Subject, org, "org:admin", email: email));
        foreach (var organization in new[] { null, org })
        {
            var refused = app.ResolveAsync((await app.TokenAsync(email, organization, name: "Ada Oak")).Request);
            Assert.Equal("person_erased", (await refused.ReadAsync(HttpStatusCode.Gone)).Code());
        }

        // With what the gateway still remembers for a moment there is nothing of them to see, to write, or to erase.
        await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.NotFound);
        await person.Http.PatchAsync("/users/me", new { full_name = "Ada Oak" }).ReadAsync(HttpStatusCode.NotFound);
        await person.Http.DeleteAsync("/users/me").ReadAsync(HttpStatusCode.NoContent);
        await AgentsHost.UntilAsync(async () => await MentionsAsync([email, person.Subject]) is []);
    }

    [Fact]
    public async Task An_erasure_among_tokens_and_news_at_once_is_the_last_word()
    {
        for (var round = 0; round < 5; round++)
        {
            var claims = await app.TokenAsync(AgentsHost.NewEmail(), AgentsHost.NewOrganization(), name: "Ada Oak");
            var subject = claims.Request.Subject;

            await Task.WhenAll(
                [
                    .. Enumerable.Range(0, 6).Select(_ => app.ResolveAsync(claims.Request)),
                    AcceptedAsync("user.created", ClerkDelivery.Person(subject, claims.Email)),
                    AcceptedAsync("user.deleted", new JsonObject { ["id"] = subject, ["deleted"] = true }),
                    AcceptedAsync("organizationMembership.created", ClerkDelivery.Membership(subject, claims.Request.OrganizationId!, "org:admin", email: claims.Email)),
                    .. Enumerable.Range(0, 6).Select(_ => app.ResolveAsync(claims.Request)),
                ]);

            await AgentsHost.UntilAsync(async () => await MentionsAsync([claims.Email, subject]) is []);
            Assert.Equal(HttpStatusCode.Gone, (await app.ResolveAsync(claims.Request)).StatusCode);
        }
    }

    [Fact]
    public async Task Who_acts_for_somebody_else_may_not_erase_them_and_is_on_record()
    {
        var email = AgentsHost.NewEmail();
        var person = await app.SignInAsync(email);
        var token = await app.TokenAsync(email, actor: "user_operator_7");
        using var impersonator = app.As(person.Identity, token);

        var problem = await impersonator.DeleteAsync("/users/me").ReadAsync(HttpStatusCode.Forbidden);
        var agent = await impersonator.AddAgentAsync(new { agent_name = "Pete" });

        Assert.Equal("impersonated", problem.Code());
        await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
        Assert.Contains(app.Logs.Lines, line => line.Contains($"user_operator_7 acts as {person.Subject}", StringComparison.Ordinal));
        await using var database = await app.Database.OpenConnectionAsync();
        Assert.Equal("impersonator", await database.QuerySingleAsync<string>(
            "SELECT actor FROM audit_log WHERE subject_id = @id", new { id = agent.Id("agent_id") }));
    }

    [Fact]
    public async Task Nothing_that_was_announced_of_a_person_is_logged()
    {
        var (email, name) = (AgentsHost.NewEmail(), $"Ada{Guid.NewGuid():N}");
        var subject = ClerkDelivery.NewSubject();

        await app.AnnounceAsync("user.created", ClerkDelivery.Person(subject, email, first: name, phone: "+15550199124"));
        await app.AnnounceAsync("user.deleted", new JsonObject { ["id"] = subject });
        using var refused = await app.DeliverAsync($"[\"{email}\"]");

        foreach (var secret in new[] { email, name, "+15550199124", ClerkDelivery.Secret })
        {
            Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static async Task LookUpAsync(HttpClient voice, JsonElement secret, HttpStatusCode expected)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Text("secret")!)));
        await voice.GetAsync($"/internal/webhook-secrets/{sha256}").ReadAsync(expected);
    }

    private async Task<HttpResponseMessage> AcceptedAsync(string type, JsonNode data)
    {
        var response = await app.DeliverAsync(ClerkDelivery.Envelope(type, data));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return response;
    }

    /// <summary>The tables in which one of the texts stands anywhere, letters in either case. The outbox empties by itself.</summary>
    private async Task<IReadOnlyList<string>> MentionsAsync(IReadOnlyList<string> texts)
    {
        await using var database = await app.Database.OpenConnectionAsync();
        var tables = await database.QueryAsync<string>("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'");
        var found = new List<string>();
        foreach (var table in tables)
        {
            if (await database.QuerySingleAsync<bool>(
                $"SELECT EXISTS (SELECT FROM {table} t WHERE EXISTS (SELECT FROM unnest(@texts) AS x WHERE strpos(lower(t::text), lower(x)) > 0))",
                new { texts = texts.ToArray() }))
            {
                found.Add(table);
            }
        }

        return found;
    }
}
