using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Sandbox;

namespace PeteRental.Calendar.Tests;

/// <summary>The stand-ins of Microsoft and Google on a free port, by the tests' clock.</summary>
/// <param name="clock">What it takes for now.</param>
/// <param name="settings">Of its own, such as <c>Sandbox:Microsoft:DuplicateTransaction</c>.</param>
internal sealed class ProviderSandbox(TimeProvider clock, params (string Name, string Value)[] settings) : WebApplicationFactory<SandboxOptions>
{
    /// <summary>Starts it; the client talks to its control API.</summary>
    public HttpClient Start()
    {
        UseKestrel();
        StartServer();
        return new HttpClient { BaseAddress = ClientOptions.BaseAddress };
    }

    /// <summary>The service's settings that lead to it.</summary>
    /// <param name="sandbox">Where it listens.</param>
    /// <param name="gateway">Where it reaches the service.</param>
    public static IEnumerable<(string Name, string Value)> Settings(Uri sandbox, Uri gateway) =>
    [
        ("Calendars:Microsoft:ClientId", "peterental-tests"),
        ("Calendars:Microsoft:ClientSecret", "sandbox-microsoft-secret"),
        ("Calendars:Microsoft:LoginAddress", $"{sandbox}microsoft/login/"),
        ("Calendars:Microsoft:GraphAddress", $"{sandbox}microsoft/graph/v1.0/"),
        ("Calendars:Google:ClientId", "peterental-tests"),
        ("Calendars:Google:ClientSecret", "sandbox-google-secret"),
        ("Calendars:Google:AuthorizeAddress", $"{sandbox}google/o/oauth2/v2/auth"),
        ("Calendars:Google:TokenAddress", $"{sandbox}google/token"),
        ("Calendars:Google:RevokeAddress", $"{sandbox}google/revoke"),
        ("Calendars:Google:ApiAddress", $"{sandbox}google/calendar/v3/"),
        ("Calendars:CallbackUrl", "http://gateway.test/calendar/auth/callback"),
        ("Calendars:NotificationUrl", $"{gateway}webhooks/"),
        ("Calendars:ReturnOrigins:0", "http://console.test"),
        ("Calendars:Writer:LookEvery", "00:00:00.1"),
        ("Calendars:Writer:FirstPause", "00:00:00.05"),
        ("Calendars:Writer:LongestPause", "00:00:00.2"),
        ("Calendars:Writer:RefusedPause", "00:00:00.2"),
        ("Calendars:Writer:WaitingPause", "00:00:00.2"),
    ];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        // Lines about each request would be half of the tests' work.
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Warning");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton(clock));
    }
}
