using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Tests;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

[assembly: AssemblyFixture(typeof(CalendarHost))]

namespace PeteRental.Calendar.Tests;

/// <summary>
/// The calendar service, twice, over real servers: two replicas share a database and a broker. Tests share it and keep apart by
/// making workspaces of their own. It is Monday morning, ten o'clock in New York, unless a test runs a replica with a clock of its own.
/// </summary>
public sealed class CalendarHost : IAsyncLifetime
{
    /// <summary>Monday, 1 March 2027, 10:00 in New York; the clocks change within the horizon.</summary>
    public static readonly DateTimeOffset Monday = new(2027, 3, 1, 10, 0, 0, TimeSpan.FromHours(-5));

    private const string Issuer = "https://clerk.peterental.test";
    private readonly byte[] _identityKey = RandomNumberGenerator.GetBytes(32);
    private readonly string _masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly RSA _signingKey = RSA.Create(2048);
    private readonly ProviderSandbox _sandbox;
    private WebApplication _issuer = null!;
    private TestServers? _servers;

    public CalendarHost() => _sandbox = new ProviderSandbox(Clock, ("Sandbox:Google:PageSize", "8"));

    /// <summary>The clock of both replicas, and of the providers.</summary>
    public ManualClock Clock { get; } = new(Monday);

    /// <summary>The providers' side: accounts, diaries, faults.</summary>
    public HttpClient Sandbox { get; private set; } = null!;

    /// <summary>The first replica.</summary>
    public WebApplicationFactory<CalendarSettings> Service { get; private set; } = null!;

    /// <summary>The second replica.</summary>
    public WebApplicationFactory<CalendarSettings> Replica { get; private set; } = null!;

    /// <summary>For looking at what is stored.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>What reached a consumer.</summary>
    public EventRecorder Events { get; private set; } = null!;

    /// <summary>Everything the service logged, at every level.</summary>
    public LogRecorder Logs { get; } = new();

    /// <summary>Every route of the service.</summary>
    public IReadOnlyList<RouteEndpoint> Routes => [.. Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public async ValueTask InitializeAsync()
    {
        var serving = ServeKeysAsync();
        _servers = await TestServers.StartAsync(builder =>
        {
            builder.AddPostgres("postgres").AddDatabase("calendardb");
            builder.AddRedis("cache");
            builder.AddRabbitMQ("messaging");
        });
        await serving;
        Sandbox = _sandbox.Start();
        Database = NpgsqlDataSource.Create(_servers.ConnectionString("calendardb"));
        Events = await EventRecorder.StartAsync(
            _servers.ConnectionString("messaging"),
            events => events
                .And<AppointmentBooked>().And<AppointmentRescheduled>().And<AppointmentCancelled>().And<AppointmentClosed>()
                .And<AppointmentConfirmed>().And<AppointmentConflictDetected>().And<AppointmentSyncFailed>()
                .And<CalendarSettingsChanged>().And<CalendarConnected>().And<CalendarDisconnected>().And<CalendarReconnectRequired>());
        Service = new Factory(this, Clock, []);
        Replica = new Factory(this, Clock, []);
        foreach (var service in new[] { Service, Replica })
        {
            using var client = service.CreateClient();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Replica.DisposeAsync();
        await Events.DisposeAsync();
        await Database.DisposeAsync();
        await _issuer.DisposeAsync();
        Sandbox.Dispose();
        await _sandbox.DisposeAsync();
        await _servers!.DisposeAsync();
        _signingKey.Dispose();
    }

    /// <summary>A workspace nobody else uses.</summary>
    public Workspace NewWorkspace() => new(this, Guid.CreateVersion7());

    /// <summary>
    /// A further replica with a clock of its own. It has no broker: what it has to tell, the others tell for it, and what comes in
    /// does not get lost with it. By another clock than theirs it leaves diaries and events to them, too: what is today for others would be
    /// long ago for it.
    /// </summary>
    public WebApplicationFactory<CalendarSettings> Start(TimeProvider clock, params (string Name, string Value)[] settings) =>
        new Factory(this, clock, [("ConnectionStrings:messaging", "amqp://guest:guest@127.0.0.1:9"), .. settings]);

    /// <summary>A client of a member, as the gateway vouches for them.</summary>
    public HttpClient As(WebApplicationFactory<CalendarSettings> service, Guid workspace, Guid user, WorkspaceRole role)
    {
        var clock = service.Services.GetRequiredService<TimeProvider>();
        var subject = $"user_{user:N}";
        var signer = new IdentitySigner(_identityKey, "gateway", clock);
        return service.CreateDefaultClient(new Vouching(request =>
        {
            request.Headers.Add(SignedIdentity.HeaderName, signer.SignMember(new WorkspaceId(workspace), new UserId(user), role, subject));
            request.Headers.Authorization = new("Bearer", Token(subject, clock));
        }));
    }

    /// <summary>A client of VoiceWebhook.</summary>
    public HttpClient AsVoice(WebApplicationFactory<CalendarSettings> service, Guid? workspace)
    {
        var signer = new IdentitySigner(_identityKey, "voicewebhook", service.Services.GetRequiredService<TimeProvider>());
        return service.CreateDefaultClient(new Vouching(request => request.Headers.Add(
            SignedIdentity.HeaderName, signer.SignService(workspace is { } id ? new WorkspaceId(id) : null))));
    }

    /// <summary>One value out of the database.</summary>
    public async Task<T?> QueryAsync<T>(string sql, object parameters)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>Pairs of appointments that both block the same time of the same calendar: what must never be.</summary>
    public async Task<long> CountOverlapsAsync() => await QueryAsync<long>(
        """
        SELECT count(*) FROM appointments AS one JOIN appointments AS other
            ON one.calendar_id = other.calendar_id AND one.id < other.id AND one.blocked && other.blocked
        WHERE one.status IN ('held', 'reserved', 'confirmed') AND other.status IN ('held', 'reserved', 'confirmed')
        """,
        new { });

    /// <summary>Waits until a fact holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string fact)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        try
        {
            while (!await holds())
            {
                await look.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It never came about that {fact}.");
        }
    }

    private async Task ServeKeysAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _issuer = builder.Build();
        _issuer.Urls.Add("http://127.0.0.1:0");
        var key = _signingKey.ExportParameters(includePrivateParameters: false);
        var document = new
        {
            keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "ins_1", n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) } },
        };
        _issuer.MapGet("/jwks.json", () => Results.Json(document));
        _issuer.MapPost("/webhooks/{provider}", ForwardAsync);
        await _issuer.StartAsync();
    }

    // As the gateway: what providers have to tell reaches a replica.
    private async Task ForwardAsync(HttpContext context)
    {
        using var client = Service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{context.Request.Path}{context.Request.QueryString}")
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, [.. value]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            }
        }

        using var response = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private string Token(string subject, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var content = Encode(new { alg = "RS256", typ = "JWT", kid = "ins_1" }) + "." + Encode(new
        {
            iss = Issuer,
            sub = subject,
            iat = now,
            nbf = now - 5,
            exp = now + 300,
            sid = "sess_1",
            v = 2,
        });
        var signature = _signingKey.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{WebEncoders.Base64UrlEncode(signature)}";

        static string Encode(object part) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(part));
    }

    private sealed class Factory(CalendarHost host, TimeProvider clock, (string Name, string Value)[] settings) : WebApplicationFactory<CalendarSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in host._servers!.Configuration)
            {
                builder.UseSetting(name, value);
            }

            builder.UseSetting("Clerk:Issuer", Issuer);
            builder.UseSetting("Clerk:JwksUrl", $"{host._issuer.Urls.First()}/jwks.json");
            builder.UseSetting("Identity:Key", Convert.ToBase64String(host._identityKey));
            builder.UseSetting("Secrets:MasterKey", host._masterKey);
            builder.UseSetting("Logging:LogLevel:Default", "Trace");
            builder.UseSetting("Calendars:Sync:LookEvery", "00:00:00.1");
            foreach (var (name, value) in ProviderSandbox.Settings(host.Sandbox.BaseAddress!, new Uri(host._issuer.Urls.First())))
            {
                builder.UseSetting(name, value);
            }

            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(host.Logs));
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton(clock);
                if (clock != host.Clock)
                {
                    foreach (var worker in services.Where(IsOnBehalfOfAll).ToList())
                    {
                        services.Remove(worker);
                    }
                }
            });
        }

        private static bool IsOnBehalfOfAll(ServiceDescriptor service) =>
            service.ServiceType == typeof(IHostedService)
            && (service.ImplementationType ?? service.ImplementationFactory?.Method.ReturnType) is { } type
            && (type == typeof(SyncWorker) || type == typeof(EventWriter));
    }

    private sealed class Vouching(Action<HttpRequestMessage> vouch) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            vouch(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
