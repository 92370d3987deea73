using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PeteRental.ServiceDefaults.Health;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Telemetry;

namespace PeteRental.ServiceDefaults;

/// <summary>What every service of the system has in common, in one call each for building and for mapping.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>The largest request body a service reads unless an endpoint says otherwise: 1 MB.</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    /// <summary>
    /// Adds telemetry, health, service discovery, snake_case JSON, problem details, authentication and the role policies.
    /// Nothing here connects anywhere: a service starts even when everything it depends on is away.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.WebHost.ConfigureKestrel(Harden);
        builder.Services.ConfigureHttpJsonOptions(options => JsonDefaults.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.AddTelemetry();
        builder.Services.AddServiceDiscovery();
        builder.Services.AddProblems();
        builder.AddIdentity();
        builder.Services.AddHealthChecks();
        builder.Services.AddOpenApi(OpenApiDefaults.Configure);
        return builder;
    }

    /// <summary>The middleware of every service, in the order it has to run.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<RequestScopeMiddleware>();
        return app;
    }

    /// <summary>
    /// Maps <c>/alive</c> (the process answers), <c>/health</c> (its dependencies too) and <c>/openapi/v1.json</c>. They are mapped
    /// in every environment, since probes need them there too; the gateway does not route to them.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = HealthReportWriter.WriteAsync })
            .AllowAnonymous()
            .DisableHttpMetrics();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync })
            .AllowAnonymous()
            .DisableHttpMetrics();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        return app;
    }

    private static void Harden(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
