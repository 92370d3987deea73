using PeteRental.Gateway.Edge;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PeteRental.Gateway.Routing;

internal static class RoutingExtensions
{
    public static void AddRouting(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProxyConfigProvider>(provider => new InMemoryConfigProvider(
            ProxyConfiguration.Routes(), ProxyConfiguration.Clusters(provider.GetRequiredService<ServiceDiscovery>())));
        builder.Services.AddReverseProxy()
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(1);
                handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2);
            })
            .AddTransforms(context => context.AddRequestTransform(ForwardIdentity));
    }

    public static void MapRoutes(this WebApplication app) => app.MapReverseProxy(pipeline => pipeline.UseLoadBalancing());

    /// <summary>Nothing that looks like our identity passes from outside; what passes was signed here, a moment ago, for this request.</summary>
    private static ValueTask ForwardIdentity(RequestTransformContext context)
    {
        foreach (var header in context.HttpContext.Request.Headers)
        {
            if (header.Key.StartsWith(SignedIdentity.HeaderPrefix, StringComparison.OrdinalIgnoreCase))
            {
                RequestTransform.RemoveHeader(context, header.Key);
            }
        }

        if (context.HttpContext.Features.Get<EdgeIdentity>() is { } identity)
        {
            var signer = context.HttpContext.RequestServices.GetRequiredService<IdentitySigner>();
            context.ProxyRequest.Headers.TryAddWithoutValidation(
                SignedIdentity.HeaderName, signer.SignMember(identity.WorkspaceId, identity.UserId, identity.Role, identity.Subject));
        }

        return ValueTask.CompletedTask;
    }
}
