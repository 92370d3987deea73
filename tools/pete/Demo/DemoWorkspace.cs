using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Pete.Demo;

/// <summary>The workspace that a new installation can be tried with. Everything is looked for before it is made.</summary>
internal sealed class DemoWorkspace : IDisposable
{
    public const string Email = "demo@peterental.test";
    public const string WebhookSecret = "dev-vapi-secret";
    public const string AssistantId = "24464697-8f45-4b38-b43a-d337f50c370e";

    private const string OwnerName = "Dana Demo";
    private const string AgentName = "Demo leasing line";
    private const string TimeZone = "America/Chicago";
    private const string Website = "maple-court";
    private const string KeyVariable = "Identity__Key";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(15) };
    private readonly DemoAddresses _addresses;
    private readonly Uri _agents;
    private readonly IdentitySigner _signer;
    private readonly TimeProvider _time;
    private string _token = "";

    private DemoWorkspace(DemoAddresses addresses, Uri agents, IdentitySigner signer, TimeProvider time)
    {
        _addresses = addresses;
        _agents = agents;
        _signer = signer;
        _time = time;
    }

    /// <exception cref="DemoException">The AppHost's facts are missing.</exception>
    public static DemoWorkspace At(DemoAddresses addresses, TimeProvider time)
    {
        var key = new byte[64];
        return addresses.Agents is { } agents
            && Convert.TryFromBase64String(Environment.GetEnvironmentVariable(KeyVariable) ?? "", key, out var length)
            && length >= 32
            ? new DemoWorkspace(addresses, agents, new IdentitySigner(key[..length], "pete", time), time)
            : throw new DemoException($"the address of agents and {KeyVariable} come from the AppHost, which runs this command by itself.");
    }

    /// <summary>Makes what is missing and finds the next opening: an ISO-8601 start with offset.</summary>
    public async Task<string> SeedAsync(Action<string> report, CancellationToken cancellationToken)
    {
        report($"Waiting for {_addresses.Gateway}");
        await WaitForGatewayAsync(cancellationToken);
        report($"Signing in as {Email}");
        _token = await SignInAsync(cancellationToken);
        var me = await GetAsync("/users/me", cancellationToken);
        report($"Looking after the agent '{AgentName}', its calendar and its webhook secret");
        await EnsureAgentAsync(cancellationToken);
        await EnsureCalendarAsync(cancellationToken);
        await EnsureWebhookSecretAsync(new WorkspaceId(me["workspace_id"]!.GetValue<Guid>()), cancellationToken);
        report("Looking after the website that its homes are read from");
        await EnsureSourceAsync(cancellationToken);
        return await FindOpeningAsync(cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task WaitForGatewayAsync(CancellationToken cancellationToken)
    {
        while (!await IsUpAsync(cancellationToken))
        {
            await Task.Delay(Poll, _time, cancellationToken);
        }
    }

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(_addresses.Gateway, "/health"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    private async Task<string> SignInAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync(
            new Uri(_addresses.Sandbox, "/clerk/tokens"), new { email = Email, name = OwnerName, expires_in = 600 }, cancellationToken);
        return (await ReadAsync(response, cancellationToken))["token"]!.GetValue<string>();
    }

    private async Task EnsureAgentAsync(CancellationToken cancellationToken)
    {
        var agents = (await GetAsync("/agents?limit=200", cancellationToken))["agents"]!.AsArray();
        if (!agents.Any(agent => agent!["vapi_assistant_id"]?.GetValue<string>() == AssistantId))
        {
            await SendAsync(HttpMethod.Post, "/agents", new JsonObject { ["agent_name"] = AgentName, ["vapi_assistant_id"] = AssistantId }, cancellationToken);
        }
    }

    private async Task EnsureCalendarAsync(CancellationToken cancellationToken)
    {
        var settings = await GetAsync("/calendar/settings", cancellationToken);
        if (settings["timezone"]!.GetValue<string>() != TimeZone)
        {
            settings.Remove("calendar_id");
            settings["timezone"] = TimeZone;
            await SendAsync(HttpMethod.Put, "/calendar/settings", settings, cancellationToken);
        }
    }

    private async Task EnsureSourceAsync(CancellationToken cancellationToken)
    {
        using var site = await _client.GetAsync(new Uri(_addresses.Sandbox, $"/control/sites/{Website}"), cancellationToken);
        var url = (await ReadAsync(site, cancellationToken))["url"]!.GetValue<string>();
        var sources = (await GetAsync("/rentals/sources?limit=200", cancellationToken))["sources"]!.AsArray();
        if (!sources.Any(source => source!["website_url"]!.GetValue<string>() == url))
        {
            await SendAsync(HttpMethod.Post, "/rentals/sources", new JsonObject { ["website_url"] = url }, cancellationToken);
        }
    }

    /// <summary>
    /// The public API makes up secrets and shows them once; one that everybody knows beforehand can only be brought along by
    /// another of our services, which this command acts as.
    /// </summary>
    private async Task EnsureWebhookSecretAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_agents, "/internal/webhook-secrets"))
        {
            Content = JsonContent.Create(new { secret = WebhookSecret, name = "Demo" }),
        };
        request.Headers.Add(SignedIdentity.HeaderName, _signer.SignService(workspace));
        using var response = await _client.SendAsync(request, cancellationToken);
        await ReadAsync(response, cancellationToken);
    }

    private async Task<string> FindOpeningAsync(CancellationToken cancellationToken)
    {
        var answer = await GetAsync("/calendar/availability?days_ahead=30", cancellationToken);
        return answer["available_slots"]!.AsArray() is [{ } first, ..]
            ? first["start_time"]!.GetValue<string>()
            : throw new DemoException("the demo calendar has no opening in the next 30 days; cancel an appointment.");
    }

    private Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, cancellationToken);

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_addresses.Gateway, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _client.SendAsync(request, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var request = response.RequestMessage!;
            throw new DemoException($"{request.Method} {request.RequestUri} answers {(int)response.StatusCode} {response.ReasonPhrase}: {text}");
        }

        return response.StatusCode == HttpStatusCode.NoContent || text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
