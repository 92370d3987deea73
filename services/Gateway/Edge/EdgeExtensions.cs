using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.HttpOverrides;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.RateLimiting;

namespace PeteRental.Gateway.Edge;

internal static class EdgeExtensions
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LimitOptions>().BindConfiguration("Limits");
        builder.Services.AddSingleton<RateLimiter>();
        builder.Services.AddSingleton<IdentityDirectory>();
        builder.AddServiceClient<AgentsClient>("agents");
        builder.Services.AddAuthentication(EdgeAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, EdgeAuthenticationHandler>(EdgeAuthenticationHandler.SchemeName, null);
        builder.AddCorsAllowList();
        builder.AddTrustedProxies();
    }

    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        // Before authorization, so that somebody who tries one forged token after the other is slowed down too.
        app.UseMiddleware<RequestLimits>();
        app.UseAuthorization();
    }

    /// <summary>Origins of <c>Cors:Origins</c> may call the API from a browser. None by default: the console has the gateway's own origin.</summary>
    private static void AddCorsAllowList(this WebApplicationBuilder builder)
    {
        var origins = builder.Configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "traceparent")
            .WithExposedHeaders("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "X-Request-Id", "Location")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    /// <summary>
    /// Behind a load balancer the client's address is in a header, which anybody can write: it is believed only when it comes from
    /// an address listed in <c>Gateway:TrustedProxies</c>.
    /// </summary>
    private static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        var proxies = builder.Configuration.GetSection("Gateway:TrustedProxies").Get<string[]>() ?? [];
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
            {
                options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
            }
        });
    }
}
