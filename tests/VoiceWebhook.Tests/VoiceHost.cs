using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Dapper;
using MassTransit;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>
/// The service under test on Kestrel in this process, and around it what it really talks to: Postgres, Redis, RabbitMQ, the Agents
/// and Calendar services, and the stand-in of the sign-in provider, as processes.
/// </summary>
public sealed class VoiceHost : IAsyncLifetime
{
    private static readonly byte[] IdentityKey = RandomNumberGenerator.GetBytes(32);

    private readonly HeardEvents _heard = new();
    private TestServers _servers = null!;
    private VoiceService _service = null!;
    private HttpClient _sandbox = null!;
    private HttpClient _agents = null!;

    /// <summary>The servers around the service, for faults.</summary>
    public DistributedApplication Servers => _servers.App;

    /// <summary>The service, as Vapi and the gateway reach it.</summary>
    public HttpClient Voice { get; private set; } = null!;

    /// <summary>The Calendar service, as the gateway reaches it.</summary>
    public HttpClient Calendar { get; private set; } = null!;

    /// <summary>The Rentals service, as the gateway reaches it.</summary>
    public HttpClient Rentals { get; private set; } = null!;

    /// <summary>The service's own parts, for what no request can do.</summary>
    public IServiceProvider Services => _service.Services;

    /// <summary>What the service logged so far.</summary>
    internal LogRecorder Log => _service.Log;

    internal EventRecorder Events { get; private set; } = null!;

    internal IdentitySigner Signer { get; } = new(IdentityKey, "gateway", TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        _servers = await TestServers.StartAsync(Describe);
        _service = await StartServiceAsync();
        _service.Services.GetRequiredService<IBus>().ConnectConsumeObserver(_heard);
        Voice = _service.CreateClient();
        Voice.Timeout = TimeSpan.FromSeconds(20);
        _agents = _servers.App.CreateHttpClient("agents");
        Calendar = _servers.App.CreateHttpClient("calendar");
        Rentals = _servers.App.CreateHttpClient("rentals");
        _sandbox = _servers.App.CreateHttpClient("sandbox");
        Events = await EventRecorder.StartAsync(
            _servers.ConnectionString("messaging"),
            events => events.And<CallStarted>().And<CallEnded>().And<AppointmentBooked>());
    }

    public async ValueTask DisposeAsync()
    {
        if (Events is not null)
        {
            await Events.DisposeAsync();
        }

        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    /// <summary>
    /// A further process of the service, so to speak: with its own memory, on the same servers. It is given back when it hears events.
    /// </summary>
    internal async Task<VoiceService> StartServiceAsync(Action<Dictionary<string, string?>>? change = null)
    {
        var settings = new Dictionary<string, string?>(_servers.Configuration)
        {
            ["Identity:Key"] = Convert.ToBase64String(IdentityKey),
            ["Clerk:Issuer"] = $"{Origin("sandbox")}/clerk",
            ["Clerk:JwksUrl"] = $"{Origin("sandbox")}/clerk/.well-known/jwks.json",
            ["services:agents:http:0"] = Origin("agents"),
            ["services:calendar:http:0"] = Origin("calendar"),
            ["services:rentals:http:0"] = Origin("rentals"),
        };
        change?.Invoke(settings);
        var service = new VoiceService(settings);
        using var client = service.CreateClient();
        await Eventually.HoldsAsync(
            async () => JsonNode.Parse(await client.GetStringAsync("/health"))!["checks"]!["messaging"]!["status"]!.GetValue<string>() == "healthy",
            "the service hears events");
        return service;
    }

    /// <summary>Does something while a server or service is stopped, and waits until it is back.</summary>
    internal async Task WithoutAsync(string resource, Func<Task> act)
    {
        await Servers.StopResourceAsync(resource);
        try
        {
            await act();
        }
        finally
        {
            await Servers.StartResourceAsync(resource);
            await Servers.WaitForAllHealthyAsync();

            // The last word that the model had of them may be from before: they are asked once more.
            foreach (var service in new[] { _agents, Calendar, Rentals, Voice })
            {
                await Eventually.HoldsAsync(() => IsHealthyAsync(service), "all services are healthy again");
            }
        }
    }

    /// <summary>A new manager with a workspace, an agent and a webhook secret.</summary>
    internal async Task<Workspace> CreateWorkspaceAsync(string language = "en")
    {
        var token = await SignInAsync($"manager-{Guid.CreateVersion7():N}@peterental.test");
        var session = new JsonObject { ["subject"] = Subject(token) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/identities") { Content = JsonContent.Create(session) };
        request.Headers.Add(SignedIdentity.HeaderName, Signer.SignService(null));
        var identity = await ReadAsync(await _agents.SendAsync(request));
        var member = new Member(
            identity["user_id"]!.GetValue<Guid>(), identity["workspace_id"]!.GetValue<Guid>(), token, Subject(token));

        var number = $"+1555{Random.Shared.Next(2_000_000, 9_999_999)}";
        var assistant = Guid.CreateVersion7().ToString();
        var agent = await SendAsync(_agents, member, HttpMethod.Post, "/agents", new JsonObject
        {
            ["agent_name"] = "Leasing line",
            ["vapi_assistant_id"] = assistant,
            ["phone_number"] = number,
            ["config"] = new JsonObject { ["language"] = language },
        });
        var secret = await SendAsync(_agents, member, HttpMethod.Post, "/workspace/webhook-secrets", new JsonObject { ["name"] = "tests" });
        await Eventually.HoldsAsync(
            () => _heard.Has<AgentRegistered>(member.WorkspaceId) && _heard.Has<WorkspaceUpdated>(member.WorkspaceId), "the service heard of the workspace");
        return new Workspace(this, member)
        {
            AgentId = agent["agent_id"]!.GetValue<Guid>(),
            AssistantId = assistant,
            Number = number,
            SecretId = secret["secret_id"]!.GetValue<Guid>(),
            Secret = secret["secret"]!.GetValue<string>(),
        };
    }

    internal Task<JsonObject> SendToAgentsAsync(Member member, HttpMethod method, string path, JsonObject? body = null) =>
        SendAsync(_agents, member, method, path, body);

    /// <summary>Adds a document to the knowledge base.</summary>
    internal async Task UploadAsync(Member member, string name, string text)
    {
        using var form = new MultipartFormDataContent { { new StringContent(text), "file", name } };
        using var response = await TrySendAsync(_agents, member, HttpMethod.Post, "/knowledge-base/documents", form);
        await ReadAsync(response);
    }

    /// <summary>Sends a request as the gateway does for a signed-in person.</summary>
    internal Task<HttpResponseMessage> TrySendAsync(HttpClient service, Member member, HttpMethod method, string path, JsonObject? body = null) =>
        TrySendAsync(service, member, method, path, body is null ? null : JsonContent.Create(body));

    private async Task<HttpResponseMessage> TrySendAsync(HttpClient service, Member member, HttpMethod method, string path, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", member.Token);
        request.Headers.Add(
            SignedIdentity.HeaderName,
            Signer.SignMember(new WorkspaceId(member.WorkspaceId), new UserId(member.UserId), WorkspaceRole.Owner, member.Subject));
        request.Content = body;
        return await service.SendAsync(request);
    }

    /// <summary>Looks into a database, as no user can.</summary>
    internal async Task<T> QueryAsync<T>(string sql, object? parameters = null, string database = "voicedb")
    {
        // Not from a pool: some tests restart the server in between.
        await using var connection = new NpgsqlConnection($"{_servers.ConnectionString(database)};Pooling=false");
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    internal async Task<JsonObject> SendAsync(HttpClient service, Member member, HttpMethod method, string path, JsonObject? body = null) =>
        await ReadAsync(await TrySendAsync(service, member, method, path, body));

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        using var _ = response;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient service)
    {
        try
        {
            using var response = await service.GetAsync("/health");
            return response.IsSuccessStatusCode && JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!.GetValue<string>() == "healthy";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> SignInAsync(string email)
    {
        using var response = await _sandbox.PostAsJsonAsync("/clerk/tokens", new { email, name = "Pat Manager", expires_in = 600 });
        return (await ReadAsync(response))["token"]!.GetValue<string>();
    }

    private static string Subject(string token)
    {
        var payload = token.Split('.')[1];
        return JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload))!["sub"]!.GetValue<string>();
    }

    private string Origin(string resource) => _servers.App.GetEndpoint(resource).GetLeftPart(UriPartial.Authority);

    private static void Describe(IDistributedApplicationBuilder builder)
    {
        var postgres = builder.AddPostgres("postgres");
        postgres.AddDatabase("voicedb");
        var cache = builder.AddRedis("cache");
        var messaging = builder.AddRabbitMQ("messaging");
        var sandbox = builder.AddProject("sandbox", Project("sandbox/Sandbox.csproj")).WithHttpEndpoint().WithHttpHealthCheck("/health");
        sandbox.WithEnvironment("Sandbox__PublicUrl", sandbox.GetEndpoint("http"));
        var agents = AddService("agents", "services/Agents/Agents.csproj", "agentsdb");
        AddService("calendar", "services/Calendar/Calendar.csproj", "calendardb").WithReference(cache).WaitFor(cache);
        AddService("rentals", "services/Rentals/Rentals.csproj", "rentalsdb").WithReference(agents);

        IResourceBuilder<ProjectResource> AddService(string name, string project, string database)
        {
            var owned = postgres.AddDatabase(database);
            return builder.AddProject(name, Project(project))
                .WithHttpEndpoint()
                .WithHttpHealthCheck("/health")
                .WithEnvironment("Identity__Key", Convert.ToBase64String(IdentityKey))
                .WithEnvironment("Secrets__MasterKey", Convert.ToBase64String(IdentityKey))
                .WithEnvironment("WebhookSecrets__WriteUsesEvery", "00:00:00.100")
                .WithEnvironment("Clerk__Issuer", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/clerk"))
                .WithEnvironment("Clerk__JwksUrl", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/clerk/.well-known/jwks.json"))
                .WithReference(owned).WaitFor(owned)
                .WithReference(cache).WaitFor(cache)
                .WithReference(messaging).WaitFor(messaging);
        }
    }

    private static string Project(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PeteRental.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return Path.Combine(folder.FullName, path);
    }
}

/// <summary>The service under test.</summary>
internal sealed class VoiceService : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string?> _settings;

    public VoiceService(Dictionary<string, string?> settings)
    {
        // The port is a setting: the factory's own way of setting it races with the start of the application.
        _settings = new Dictionary<string, string?>(settings) { ["urls"] = "http://127.0.0.1:0" };
        UseKestrel();
        StartServer();
    }

    protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.UseSetting("Voice:ReportKeyUsesEvery", "00:00:00.100");
        builder.UseSetting("Logging:LogLevel:PeteRental", "Trace");
        builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
    }

    /// <summary>Everything that the service logs.</summary>
    public LogRecorder Log { get; } = new();
}

/// <summary>The events that the service has dealt with, so that a test can go on from there.</summary>
internal sealed class HeardEvents : IConsumeObserver
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(Type Type, Guid Workspace), bool> _heard = new();

    public bool Has<TEvent>(Guid workspace) => _heard.ContainsKey((typeof(TEvent), workspace));

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (context.Message is IWorkspaceEvent fact)
        {
            _heard[(typeof(T), fact.WorkspaceId)] = true;
        }

        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}

/// <summary>A signed-in person.</summary>
internal sealed record Member(Guid UserId, Guid WorkspaceId, string Token, string Subject);

/// <summary>One host for all tests of the service, one after the other: some break what is around it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedHost : ICollectionFixture<VoiceHost>
{
    public const string Name = "voice host";
}
