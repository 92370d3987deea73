using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using PeteRental.Agents.Tests.KnowledgeBase;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Agents.Tests;

/// <summary>Walks every route that is mapped, so that a new one cannot be forgotten.</summary>
public sealed class BorderTests(AgentsHost app)
{
    [Fact]
    public async Task No_route_is_open_to_a_stranger()
    {
        using var stranger = app.AsStranger();
        foreach (var (method, path) in Guarded())
        {
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, (await SendAsync(stranger, method, path)).StatusCode));
        }
    }

    [Fact]
    public async Task No_person_reaches_an_internal_route_and_no_service_a_persons()
    {
        var owner = await app.SignInAsync();
        using var service = app.AsService("calendar", owner.WorkspaceId);
        foreach (var (method, path) in Guarded())
        {
            var intruder = path.StartsWith("/internal/", StringComparison.Ordinal) ? owner.Http : service;
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, (await SendAsync(intruder, method, path)).StatusCode));
        }
    }

    [Fact]
    public async Task No_route_with_an_id_shows_or_changes_what_is_another_workspaces()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Pete", role = "inbound" });
        var secret = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        var document = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        var before = await StateAsync(owner);
        var ids = new Dictionary<string, Guid>
        {
            ["/agents/{id:guid}"] = agent.Id("agent_id"),
            ["/agents/{id:guid}/members"] = agent.Id("agent_id"),
            ["/agents/{id:guid}/stats"] = agent.Id("agent_id"),
            ["/agents/{id:guid}/sync"] = agent.Id("agent_id"),
            ["/knowledge-base/documents/{id:guid}"] = document.Id("document_id"),
            ["/users/{id:guid}"] = owner.UserId,
            ["/workspace/webhook-secrets/{id:guid}"] = secret.Id("secret_id"),
        };
        var tried = 0;
        foreach (var (method, path) in Mapped().Where(route =>
            route.Path.Contains("{id", StringComparison.Ordinal) && !route.Path.StartsWith("/internal/", StringComparison.Ordinal)))
        {
            // A route with an id that this test does not know fails here: give it something to try.
            var response = await SendAsync(other.Http, method, path.Replace("{id:guid}", ids[path].ToString(), StringComparison.Ordinal));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
            tried++;
        }

        Assert.True(tried >= 5);
        Assert.Equal(before, await StateAsync(owner));
    }

    [Fact]
    public async Task A_service_learns_only_of_the_agents_and_members_of_the_workspace_it_acts_for()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Pete" });
        foreach (var path in new[] { $"/internal/agents/{agent.Id("agent_id")}", $"/internal/members/{owner.UserId}" })
        {
            using var own = app.AsService("calendar", owner.WorkspaceId);
            await own.GetAsync(path).ReadAsync(HttpStatusCode.NoContent);
            foreach (var workspace in new Guid?[] { other.WorkspaceId, null })
            {
                using var foreign = app.AsService("calendar", workspace);
                await foreign.GetAsync(path).ReadAsync(HttpStatusCode.NotFound);
            }
        }
    }

    [Fact]
    public async Task Lists_hold_the_workspaces_own_only()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var agent = await owner.Http.AddAgentAsync(new { agent_name = "Pete" });
        await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);

        Assert.Equal("""{"agents":[],"total":0,"next_cursor":null}""", (await other.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetRawText());
        Assert.Equal("""{"webhook_secrets":[],"total":0}""", (await other.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK)).GetRawText());
        var users = await other.Http.GetAsync("/users").ReadAsync(HttpStatusCode.OK);
        Assert.Equal([other.UserId], users.GetProperty("users").EnumerateArray().Select(user => user.Id("user_id")));
        // Nor does a cursor of one workspace lead into it from another.
        var cursor = new ServiceDefaults.Paging.Cursor(agent.GetProperty("created_at").GetDateTimeOffset().AddDays(-1), Guid.Empty).Encode();
        Assert.Equal(0, (await other.Http.GetAsync($"/agents?cursor={cursor}").ReadAsync(HttpStatusCode.OK)).GetProperty("agents").GetArrayLength());
    }

    [Fact]
    public async Task The_gateways_word_counts_only_with_the_persons_own_token()
    {
        var ada = await app.SignInAsync();
        var bob = await app.SignInAsync();
        var adasClaims = await app.TokenAsync(ada.Email);
        using var borrowed = app.As(ada.Identity, adasClaims, bob.Token);
        using var broken = app.As(ada.Identity, adasClaims, ada.Token[..^2]);
        using var unsigned = app.As(ada.Identity, adasClaims, Unsigned(ada.Token));
        using var right = app.As(ada.Identity, adasClaims);
        using var tokenless = app.As(ada.Identity, adasClaims);
        tokenless.DefaultRequestHeaders.Authorization = null;
        using var bare = app.AsStranger();
        bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ada.Token);

        await right.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
        foreach (var forged in new[] { borrowed, broken, unsigned, tokenless, bare })
        {
            var problem = await forged.GetAsync("/users/me").ReadAsync(HttpStatusCode.Unauthorized);
            Assert.Equal("unauthenticated", problem.Code());
        }
    }

    [Fact]
    public async Task An_identity_that_is_not_signed_by_us_is_nobodys()
    {
        var ada = await app.SignInAsync();
        var forger = new IdentitySigner(new byte[32], "gateway", TimeProvider.System);
        using var http = app.AsStranger();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ada.Token);
        http.DefaultRequestHeaders.Add(SignedIdentity.HeaderName, forger.SignMember(
            new Contracts.WorkspaceId(ada.WorkspaceId), new Contracts.UserId(ada.UserId), WorkspaceRole.Owner, ada.Subject));

        await http.GetAsync("/users/me").ReadAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_service_describes_its_public_routes_and_only_those()
    {
        using var anybody = app.AsStranger();

        var document = await anybody.GetAsync("/openapi/v1.json").ReadAsync(HttpStatusCode.OK);

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Contains("/agents/{id}", paths);
        Assert.DoesNotContain(paths, path => path.StartsWith("/internal", StringComparison.Ordinal));
        var change = document.GetProperty("components").GetProperty("schemas").GetProperty("AgentRequest").GetProperty("properties");
        Assert.Equal("string", TypeOf(change.GetProperty("agent_name")));
        Assert.Equal("boolean", TypeOf(change.GetProperty("is_active")));
    }

    private static string TypeOf(System.Text.Json.JsonElement schema)
    {
        var type = schema.GetProperty("type");
        return type.ValueKind == System.Text.Json.JsonValueKind.Array
            ? type.EnumerateArray().Select(name => name.GetString()!).First(name => name != "null")
            : type.GetString()!;
    }

    /// <summary>The routes that need somebody to be signed in, with an id that nobody has.</summary>
    private IEnumerable<(HttpMethod Method, string Path)> Guarded() => Mapped().Select(route => (
        route.Method,
        route.Path.Replace("{id:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{sha256}", new string('0', 64), StringComparison.Ordinal)));

    private List<(HttpMethod Method, string Path)> Mapped()
    {
        var routes = from endpoint in app.Routes
                     where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                     from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
                     select (new HttpMethod(method), "/" + endpoint.RoutePattern.RawText!.Trim('/'));
        var list = routes.ToList();
        Assert.True(list.Count >= 17, $"{list.Count} routes");
        return list;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return http.SendAsync(request);
    }

    private static async Task<string> StateAsync(Person owner) => string.Concat(
        await owner.Http.GetStringAsync("/agents"),
        await owner.Http.GetStringAsync("/knowledge-base/documents"),
        await owner.Http.GetStringAsync("/workspace/webhook-secrets"),
        await owner.Http.GetStringAsync("/users"),
        await owner.Http.GetStringAsync("/workspace"));

    private static string Unsigned(string token)
    {
        var header = System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8);
        return $"{header}.{token.Split('.')[1]}.";
    }
}
