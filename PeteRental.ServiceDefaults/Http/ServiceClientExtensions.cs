using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace PeteRental.ServiceDefaults.Http;

/// <summary>Clients for our own services.</summary>
public static class ServiceClientExtensions
{
    /// <summary>Time limit of a call with all its tries.</summary>
    public static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Adds a typed client whose addresses are relative to a service found by name. Each try has 3 s and a call 8 s in all; only GET,
    /// and what <see cref="AsIdempotent"/> marks, is tried again.
    /// </summary>
    /// <param name="builder">The service that calls.</param>
    /// <param name="service">Name of the service that is called, as in the app model.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(this WebApplicationBuilder builder, string service)
        where TClient : class =>
        builder.Services.AddHttpClient<TClient>(client =>
            {
                client.BaseAddress = new Uri($"http://{service}");
                client.Timeout = TotalTimeout;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(1),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler<SafeRetryHandler>()
            .AddHttpMessageHandler<ServiceDiscoveryHandler>();

    /// <summary>Says that the receiver recognises this request when it arrives twice, so it may be tried again.</summary>
    public static HttpRequestMessage AsIdempotent(this HttpRequestMessage request)
    {
        request.Options.Set(SafeRetryHandler.Idempotent, true);
        return request;
    }
}
