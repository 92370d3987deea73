using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PeteRental.ServiceDefaults.Tests;

/// <summary>Which issuers a service starts with. What it does with their tokens: <see cref="ClerkTokenTests"/>.</summary>
public sealed class IssuerTests
{
    private const string Keys = "https://clerk.peterental.test/.well-known/jwks.json";

    [Theory]
    [InlineData("Production", "", "")]
    [InlineData("Production", null, null)]
    [InlineData("Production", "https://clerk.peterental.test", "")]
    [InlineData("Production", "http://localhost:8090/clerk", "http://localhost:8090/clerk/.well-known/jwks.json")]
    [InlineData("Production", "http://127.0.0.1:8090/clerk", Keys)]
    [InlineData("Production", "clerk.peterental.test", Keys)]
    [InlineData("Production", "https://clerk.peterental.test", "http://clerk.peterental.test/.well-known/jwks.json")]
    [InlineData("Staging", "http://localhost:8090/clerk", Keys)]
    [InlineData("Development", "", "")]
    public async Task A_service_does_not_start_with_an_issuer_that_anybody_could_be(string environment, string? issuer, string? keys)
    {
        await using var app = Describe(environment, issuer, keys);

        await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Production", "https://clerk.peterental.test", Keys)]
    [InlineData("Production", "https://clerk.peterental.test", "http://127.0.0.1:9/jwks.json")]
    [InlineData("Development", "http://localhost:8090/clerk", "http://localhost:8090/clerk/.well-known/jwks.json")]
    public async Task A_service_starts_with_an_issuer_of_its_environment(string environment, string issuer, string keys)
    {
        await using var app = Describe(environment, issuer, keys);

        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static WebApplication Describe(string environment, string? issuer, string? keys)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Clerk:Issuer"] = issuer;
        builder.Configuration["Clerk:JwksUrl"] = keys;
        builder.Configuration["Identity:Key"] = Convert.ToBase64String(new byte[32]);
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
