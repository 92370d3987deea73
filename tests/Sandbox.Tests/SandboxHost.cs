using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace PeteRental.Sandbox.Tests;

/// <summary>The sandbox on a port of its own, as tests and people use it.</summary>
public sealed class SandboxHost : IAsyncLifetime
{
    public const string Console = "http://console.test:8080";

    private readonly Dictionary<string, string> _settings;
    private readonly WebApplicationFactory<SandboxOptions> _factory;

    public SandboxHost()
        : this([])
    {
    }

    internal SandboxHost(Dictionary<string, string> settings)
    {
        // The port is a setting: the factory's own way of setting it races with the start of the application.
        // Lines about each request would be half of the tests' work.
        _settings = new Dictionary<string, string>(settings)
        {
            ["Sandbox:AllowedOrigins:0"] = Console,
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        };
        _factory = new Factory(_settings);
        _factory.UseKestrel();
    }

    public HttpClient Http { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        _factory.StartServer();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _factory.ClientOptions.BaseAddress };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _factory.DisposeAsync();
    }

    /// <summary>Makes it as new, for a test that needs that: starting one takes longer than most tests.</summary>
    public async Task ResetAsync() =>
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await Http.PostAsync("/control/reset", null)).StatusCode);

    /// <summary>A token for what is asked, which must be granted.</summary>
    public async Task<Jwt> SignInAsync(object request)
    {
        var response = await Http.PostAsJsonAsync("/clerk/tokens", request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return Jwt.Parse(body.GetProperty("token").GetString()!);
    }

    public Task<JsonElement> KeysAsync() => Http.GetFromJsonAsync<JsonElement>("/clerk/.well-known/jwks.json");

    public async Task SetFaultAsync(object fault)
    {
        var response = await Http.PostAsJsonAsync("/control/faults", fault);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
    }

    public async Task<IReadOnlyList<JsonElement>> RequestsAsync(string? target = null)
    {
        var reply = await Http.GetFromJsonAsync<JsonElement>("/control/requests" + (target is null ? "" : $"?target={target}"));
        var requests = reply.GetProperty("requests").EnumerateArray().ToList();
        Assert.Equal(requests.Count, reply.GetProperty("total").GetInt32());
        return requests;
    }

    private sealed class Factory(Dictionary<string, string> settings) : WebApplicationFactory<SandboxOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }
        }
    }
}
