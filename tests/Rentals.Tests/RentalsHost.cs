using System.Collections.Concurrent;
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
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Tests;
using PeteRental.ServiceDefaults.Identity;

[assembly: AssemblyFixture(typeof(RentalsHost))]

namespace PeteRental.Rentals.Tests;

/// <summary>
/// The rentals service over real servers. Tests share it and keep apart by making workspaces of their own. It is Monday morning, ten
/// o'clock in New York.
/// </summary>
public sealed class RentalsHost : IAsyncLifetime
{
    /// <summary>Monday, 1 March 2027, 10:00 in New York.</summary>
    public static readonly DateTimeOffset Monday = new DateTimeOffset(2027, 3, 1, 10, 0, 0, TimeSpan.FromHours(-5)).ToUniversalTime();

    private const string Issuer = "https://clerk.peterental.test";
    private readonly byte[] _identityKey = RandomNumberGenerator.GetBytes(32);
    private readonly RSA _signingKey = RSA.Create(2048);
    private readonly ConcurrentDictionary<Guid, string> _zones = new();
    private WebApplication _neighbours = null!;
    private TestServers? _servers;

    public ManualClock Clock { get; } = new(Monday);

    /// <summary>The service.</summary>
    internal WebApplicationFactory<RentalWriter> Service { get; private set; } = null!;

    /// <summary>For looking at what is stored.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>What reached a consumer.</summary>
    public EventRecorder Events { get; private set; } = null!;

    /// <summary>Every route of the service.</summary>
    public IReadOnlyList<RouteEndpoint> Routes => [.. Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public async ValueTask InitializeAsync()
    {
        var serving = ServeNeighboursAsync();
        _servers = await TestServers.StartAsync(builder =>
        {
            builder.AddPostgres("postgres").AddDatabase("rentalsdb");
            builder.AddRedis("cache");
            builder.AddRabbitMQ("messaging");
        });
        await serving;
        Database = NpgsqlDataSource.Create(_servers.ConnectionString("rentalsdb"));
        Events = await EventRecorder.StartAsync(
            _servers.ConnectionString("messaging"),
            events => events.And<RentalsChanged>().And<RentalSourceChanged>().And<ScrapeRequested>().And<ScrapeCancelled>());
        Service = new Factory(this);
        using var client = Service.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Events.DisposeAsync();
        await Database.DisposeAsync();
        await _neighbours.DisposeAsync();
        await _servers!.DisposeAsync();
        _signingKey.Dispose();
    }

    /// <summary>A workspace nobody else uses; its zone is what Agents says of it.</summary>
    public Workspace NewWorkspace(string? zone = null)
    {
        var id = Guid.CreateVersion7();
        if (zone is not null)
        {
            _zones[id] = zone;
        }

        return new Workspace(this, id);
    }

    /// <summary>A client of a member, as the gateway vouches for them.</summary>
    public HttpClient As(Guid workspace, Guid user, WorkspaceRole role)
    {
        var subject = $"user_{user:N}";
        var signer = new IdentitySigner(_identityKey, "gateway", Clock);
        return Service.CreateDefaultClient(new Vouching(request =>
        {
            request.Headers.Add(SignedIdentity.HeaderName, signer.SignMember(new WorkspaceId(workspace), new UserId(user), role, subject));
            request.Headers.Authorization = new("Bearer", Token(subject));
        }));
    }

    /// <summary>A client of VoiceWebhook.</summary>
    public HttpClient AsVoice(Guid? workspace)
    {
        var signer = new IdentitySigner(_identityKey, "voicewebhook", Clock);
        return Service.CreateDefaultClient(new Vouching(request => request.Headers.Add(
            SignedIdentity.HeaderName, signer.SignService(workspace is { } id ? new WorkspaceId(id) : null))));
    }

    /// <summary>One value out of the database.</summary>
    public async Task<T?> QueryAsync<T>(string sql, object parameters)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

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

    // What the service asks of others: the issuer's keys, and of Agents the zone of a workspace.
    private async Task ServeNeighboursAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _neighbours = builder.Build();
        _neighbours.Urls.Add("http://127.0.0.1:0");
        var key = _signingKey.ExportParameters(includePrivateParameters: false);
        var document = new
        {
            keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "ins_1", n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) } },
        };
        _neighbours.MapGet("/jwks.json", () => Results.Json(document));
        _neighbours.MapGet("/internal/workspace", (HttpRequest request) =>
            new IdentitySigner(_identityKey, "agents", Clock).Verify(request.Headers[SignedIdentity.HeaderName].ToString()) is { WorkspaceId: { } workspace }
            && _zones.TryGetValue(workspace, out var zone)
                ? Results.Json(new { workspace_id = workspace, name = "Homes", timezone = zone })
                : Results.NotFound());
        await _neighbours.StartAsync();
    }

    private string Token(string subject)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
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

    private sealed class Factory(RentalsHost host) : WebApplicationFactory<RentalWriter>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in host._servers!.Configuration)
            {
                builder.UseSetting(name, value);
            }

            builder.UseSetting("Clerk:Issuer", Issuer);
            builder.UseSetting("Clerk:JwksUrl", $"{host._neighbours.Urls.First()}/jwks.json");
            builder.UseSetting("Identity:Key", Convert.ToBase64String(host._identityKey));
            builder.UseSetting("Scrapes:LookEvery", "00:00:00.250");
            builder.UseSetting("services:agents:http:0", host._neighbours.Urls.First());
            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(host.Clock));
        }
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
