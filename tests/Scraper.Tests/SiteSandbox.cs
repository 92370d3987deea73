using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using PeteRental.Sandbox;

namespace PeteRental.Scraper.Tests;

/// <summary>The stand-ins of property sites, search engine and language model on a free port.</summary>
internal sealed class SiteSandbox : WebApplicationFactory<SandboxOptions>
{
    /// <summary>Starts it; the client talks to its control API.</summary>
    public HttpClient Start()
    {
        UseKestrel();
        StartServer();
        return new HttpClient { BaseAddress = ClientOptions.BaseAddress };
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Warning");
    }
}
