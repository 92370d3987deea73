using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Agents.Tests;
using PeteRental.Agents.WebhookSecrets;
using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Events;
using PeteRental.Sandbox;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Identity;

[assembly: AssemblyFixture(typeof(AgentsHost))]

namespace PeteRental.Agents.Tests;

/// <summary>
/// The agents service over real servers, with the outside world's stand-in for tokens and a real consumer for its events. Tests
/// share it and keep apart by making people and workspaces of their own.
/// </summary>
public sealed class AgentsHost : IAsyncLifetime
{
    private static readonly byte[] IdentityKey = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] MasterKey = RandomNumberGenerator.GetBytes(32);

    private readonly Sandbox _sandbox = new();
    private readonly IdentitySigner _gateway = new(IdentityKey, "gateway", TimeProvider.System);
    private TestServers? _servers;
    private WebApplicationFactory<SecretUseOptions>? _service;
    private HttpClient _tokens = null!;

    /// <summary>Where assistants are told to send what happens on the line.</summary>
    public const string WebhookUrl = "https://pete.oakhill.test/vapi/webhook";

    /// <summary>Everything the service logged, at every level.</summary>
    public LogRecorder Logs { get; } = new();

    /// <summary>The events that reached a consumer.</summary>
    public EventRecorder Events { get; private set; } = null!;

    /// <summary>For looking at what is stored.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _servers = await TestServers.StartAsync(builder =>
        {
            builder.AddPostgres("postgres").AddDatabase("agentsdb");
            builder.AddRabbitMQ("messaging");
        });
        Database = NpgsqlDataSource.Create(_servers.ConnectionString("agentsdb"));
        Events = await EventRecorder.StartAsync(
            _servers.ConnectionString("messaging"),
            events => events
                .And<AgentRegistered>().And<AgentUpdated>().And<AgentRemoved>().And<WorkspaceUpdated>().And<UserRegistered>()
                .And<UserErased>().And<AgentSyncCompleted>().And<AgentSyncFailed>().And<KnowledgeBaseSynced>());
        _sandbox.UseKestrel();
        _sandbox.StartServer();
        _tokens = new HttpClient { BaseAddress = _sandbox.ClientOptions.BaseAddress };
        _service = new Service(Settings(), Logs);
        using var client = _service.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
        // Its queues are bound now: what is published before that does not arrive.
        await UntilAsync(async () => (await client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("checks").GetProperty("messaging").Text("status") == "healthy");
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        _tokens.Dispose();
        await _sandbox.DisposeAsync();
        await Events.DisposeAsync();
        await Database.DisposeAsync();
        await _servers!.DisposeAsync();
    }

    /// <summary>A person who has signed in, in their own workspace or in an organisation's.</summary>
    public async Task<Person> SignInAsync(string? email = null, string? org = null, string role = "admin", string? name = null)
    {
        var claims = await TokenAsync(email ?? NewEmail(), org, role, name);
        var response = await ResolveAsync(claims.Request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var identity = (await response.Content.ReadFromJsonAsync<IdentityReply>(JsonDefaults.Options))!;
        return new Person(claims.Email, claims.Request.Subject, claims.Token, identity, As(identity, claims));
    }

    /// <summary>What the gateway asks after it has validated a token.</summary>
    public async Task<HttpResponseMessage> ResolveAsync(IdentityRequest request)
    {
        using var gateway = AsService("gateway", null);
        return await gateway.PostAsJsonAsync("/internal/identities", request, JsonDefaults.Options);
    }

    /// <summary>A token that the sandbox signed, and what the gateway would read from it.</summary>
    public async Task<Claims> TokenAsync(string email, string? org = null, string role = "admin", string? name = null, string? actor = null)
    {
        var response = await _tokens.PostAsJsonAsync("/clerk/tokens", new
        {
            email,
            name,
            org = org is null ? null : new { id = org, slug = org, role },
            expires_in = 3600,
            act = actor,
        });
        response.EnsureSuccessStatusCode();
        var token = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        var payload = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        var request = new IdentityRequest(payload.GetProperty("sub").GetString()!, email, name, org, org, org is null ? null : role);
        return new Claims(email, token, request);
    }

    /// <summary>A client of another service, acting for a workspace or for none.</summary>
    public HttpClient AsService(string service, Guid? workspace) => Client(
        new IdentitySigner(IdentityKey, service, TimeProvider.System),
        signer => signer.SignService(workspace is { } id ? new WorkspaceId(id) : null), token: null);

    /// <summary>Every route of the service, as it is mapped.</summary>
    public IReadOnlyList<RouteEndpoint> Routes =>
        [.. _service!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>A client with whatever headers a test wants to try.</summary>
    public HttpClient AsStranger() => _service!.CreateClient();

    /// <summary>The service once more, on the same servers, with other settings. It leaves work in the background to the first one: it may end in the middle.</summary>
    public WebApplicationFactory<SecretUseOptions> Start(params (string Name, string? Value)[] settings)
    {
        var all = Settings();
        all["Vapi:LookEvery"] = "1.00:00:00";
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new Service(all, Logs);
    }

    /// <summary>A client of a person as the gateway vouches for them.</summary>
    public HttpClient As(IdentityReply identity, Claims claims, string? token = null, WebApplicationFactory<SecretUseOptions>? service = null) => Client(
        _gateway,
        signer => signer.SignMember(
            new WorkspaceId(identity.WorkspaceId), new UserId(identity.UserId), Enum.Parse<WorkspaceRole>(identity.Role, ignoreCase: true), claims.Request.Subject),
        token ?? claims.Token,
        service);

    /// <summary>The stand-in for the outside world, as the outside world's own users see it.</summary>
    public HttpClient Outside => _tokens;

    /// <summary>A part of the running service.</summary>
    internal T Part<T>()
        where T : notnull => _service!.Services.GetRequiredService<T>();

    public static string NewEmail() => $"{Guid.NewGuid():N}@oakhill.test";

    public static string NewOrganization() => $"org_{Guid.NewGuid():N}";

    /// <summary>Waits until a fact holds; the test's own time limit ends it.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            Assert.True(await timer.WaitForNextTickAsync(patience.Token));
        }
    }

    private HttpClient Client(
        IdentitySigner signer, Func<IdentitySigner, string> sign, string? token, WebApplicationFactory<SecretUseOptions>? service = null)
    {
        var client = (service ?? _service!).CreateDefaultClient(new VouchingHandler(() => sign(signer)));
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    private Dictionary<string, string?> Settings() => new(_servers!.Configuration)
    {
        ["Clerk:Issuer"] = _tokens.BaseAddress!.GetLeftPart(UriPartial.Authority) + "/clerk",
        ["Clerk:JwksUrl"] = new Uri(_tokens.BaseAddress, "/clerk/.well-known/jwks.json").AbsoluteUri,
        ["Clerk:WebhookSecret"] = ClerkDelivery.Secret,
        ["Clerk:InstanceId"] = ClerkDelivery.Instance,
        ["Identity:Key"] = Convert.ToBase64String(IdentityKey),
        ["Secrets:MasterKey"] = Convert.ToBase64String(MasterKey),
        ["Vapi:BaseAddress"] = new Uri(_tokens.BaseAddress, "/vapi/").AbsoluteUri,
        ["Vapi:EuropeBaseAddress"] = new Uri(_tokens.BaseAddress, "/vapi/").AbsoluteUri,
        ["Vapi:WebhookUrl"] = WebhookUrl,
        ["Twilio:BaseAddress"] = new Uri(_tokens.BaseAddress, "/twilio/2010-04-01/").AbsoluteUri,
        ["Candidates:LookEvery"] = "00:00:00.100",
        ["Candidates:FirstWait"] = "00:00:00.200",
        ["Vapi:LookEvery"] = "00:00:00.200",
        ["WebhookSecrets:WriteUsesEvery"] = "00:00:00.100",
        ["Logging:LogLevel:Default"] = "Trace",
    };

    /// <summary>The sandbox on a free port. The port is a setting: the factory's own way of setting it races with the start of the application.</summary>
    private sealed class Sandbox : WebApplicationFactory<SandboxOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseSetting("urls", "http://127.0.0.1:0")
            // Lines about each request would be half of the tests' work.
            .UseSetting("Logging:LogLevel:Default", "Warning")
            .UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Warning");
    }

    private sealed class Service(Dictionary<string, string?> settings, LogRecorder logs) : WebApplicationFactory<SecretUseOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(logs));
        }
    }

    /// <summary>Signs each request anew, as the gateway does: a signed identity is good for a minute only.</summary>
    private sealed class VouchingHandler(Func<string> sign) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add(SignedIdentity.HeaderName, sign());
            return base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>A token and what the gateway reads from it.</summary>
public sealed record Claims(string Email, string Token, IdentityRequest Request);

/// <summary>A signed-in person and a client that acts as them.</summary>
public sealed record Person(string Email, string Subject, string Token, IdentityReply Identity, HttpClient Http)
{
    public Guid UserId => Identity.UserId;

    public Guid WorkspaceId => Identity.WorkspaceId;
}
