using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace PeteRental.Gateway.Routing;

/// <summary>Turns the public surface into YARP's terms.</summary>
internal static class ProxyConfiguration
{
    /// <summary>A caller waits on the line for most of what passes here; nothing may hang longer.</summary>
    private static readonly TimeSpan ActivityTimeout = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<RouteConfig> Routes() => [.. PublicSurface.Routes.Select(Describe)];

    public static IReadOnlyList<ClusterConfig> Clusters(ServiceDiscovery discovery) =>
    [
        .. PublicSurface.Services.Select(service => new ClusterConfig
        {
            ClusterId = service,
            LoadBalancingPolicy = "PowerOfTwoChoices",
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = ActivityTimeout },
            Destinations = discovery.AddressesOf(service)
                .Select((address, index) => (Name: $"{service}-{index}", Address: address))
                .ToDictionary(replica => replica.Name, replica => new DestinationConfig { Address = replica.Address.ToString() }),
        }),
    ];

    private static RouteConfig Describe(Route route) => new()
    {
        RouteId = $"{route.Service} {route.Path}",
        ClusterId = route.Service,
        Match = new RouteMatch { Path = route.Path, Methods = route.Methods },
        AuthorizationPolicy = route.Access == Access.Open ? "anonymous" : "member",
        MaxRequestBodySize = route.MaxBodyBytes ?? ServiceDefaultsExtensions.MaxBodyBytes,
        Transforms = Transforms(route),
    };

    private static List<Dictionary<string, string>> Transforms(Route route)
    {
        var transforms = new List<Dictionary<string, string>>();
        if (route.To is { } path)
        {
            transforms.Add(new() { ["PathPattern"] = path });
        }

        if (route.ToMethod is { } method)
        {
            transforms.Add(new() { ["HttpMethodChange"] = "POST", ["Set"] = method });
        }

        if (route.Query is var (name, value))
        {
            transforms.Add(new() { ["QueryValueParameter"] = name, ["Set"] = value });
        }

        return transforms;
    }
}
