using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace PeteRental.EndToEnd;

/// <summary>What the gateway lets in, and what it keeps to itself.</summary>
public sealed class EdgeTests(Deployment deployment)
{
    [Fact]
    public async Task It_introduces_itself()
    {
        var home = await deployment.Gateway.GetFromJsonAsync<JsonObject>("/");

        Assert.Equal("PeteRental", home!["service"]!.GetValue<string>());
        Assert.Equal("running", home["status"]!.GetValue<string>());
        Assert.Equal("/docs", home["links"]!["api_docs"]!.GetValue<string>());
    }

    [Fact]
    public async Task All_services_are_healthy_and_in_one_document()
    {
        var health = await deployment.Gateway.GetFromJsonAsync<JsonObject>("/health");
        var document = await deployment.Gateway.GetFromJsonAsync<JsonObject>("/openapi/v1.json");

        Assert.Equal(["agents", "calendar", "rentals", "voicewebhook"], health!["services"]!.AsObject().Select(service => service.Key).Order());
        var paths = document!["paths"]!.AsObject().Select(path => path.Key).ToList();
        Assert.Contains("/agents", paths);
        Assert.Contains("/appointments", paths);
        Assert.Contains("/calls", paths);
        Assert.Contains("/rentals/sources", paths);
        Assert.Contains("/vapi/webhook", paths);
        Assert.DoesNotContain(paths, path => path.StartsWith("/internal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/agents")]
    [InlineData("/appointments")]
    [InlineData("/calls")]
    [InlineData("/users/me")]
    [InlineData("/rentals")]
    [InlineData("/api/agents")]
    public async Task Without_a_token_there_is_nothing_to_see(string path)
    {
        using var response = await deployment.Gateway.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("unauthenticated", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/internal/identities")]
    [InlineData("/internal/voice/bookings")]
    [InlineData("/alive/../internal/identities")]
    [InlineData("/agents/%2e%2e/internal/identities")]
    public async Task Nothing_internal_is_reachable(string path)
    {
        using var response = await deployment.Gateway.PostAsJsonAsync(path, new { });

        Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized, $"It answered {(int)response.StatusCode}.");
    }

    [Fact]
    public async Task An_identity_from_outside_is_dropped()
    {
        var mine = await deployment.CreateWorkspaceAsync();
        var other = await deployment.CreateWorkspaceAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/users/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", other.Token);
        request.Headers.Add("X-PeteRental-Identity", Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"w":"{{mine.Id}}","r":"Owner"}""")) + ".forged");
        request.Headers.Add("X-PeteRental-Workspace", mine.Id.ToString());

        using var response = await deployment.Gateway.SendAsync(request);

        Assert.Equal(other.Id, (await response.Content.ReadFromJsonAsync<JsonObject>())!["workspace_id"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task A_service_believes_nobody_who_reaches_its_port()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        using var calendar = deployment.App.CreateHttpClient("calendar");
        calendar.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", workspace.Token);
        calendar.DefaultRequestHeaders.Add("X-PeteRental-Identity", "e30.e30");

        using var rest = await calendar.GetAsync("/appointments");
        using var inner = await calendar.PostAsJsonAsync("/internal/voice/find", new { caller_phone = "+14055550187" });

        Assert.Equal(HttpStatusCode.Unauthorized, rest.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, inner.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_protect_a_browser()
    {
        using var response = await deployment.Gateway.GetAsync("/agents");

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(32, response.Headers.GetValues("X-Request-Id").Single().Length);
        Assert.True(response.Headers.Contains("RateLimit-Limit"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Another_origin_is_not_allowed_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/agents");
        request.Headers.Add("Origin", "https://evil.test");
        request.Headers.Add("Access-Control-Request-Method", "GET");

        using var response = await deployment.Gateway.SendAsync(request);

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_source_documents_spellings_lead_to_the_same_place()
    {
        var workspace = await deployment.CreateWorkspaceAsync();

        var agents = await workspace.GetAsync("/api/agents");

        Assert.Equal(workspace.AgentId, agents["agents"]![0]!["agent_id"]!.GetValue<Guid>());
    }
}
