using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PeteRental.ServiceDefaults.Http;

/// <summary>
/// Finds services by name as the app model announces them: <c>services__{name}__http__{n}=http://host:port</c>. Several addresses
/// are taken in turn.
/// </summary>
public sealed class ServiceDiscovery(IConfiguration configuration)
{
    // The environment of a process does not change, and walking the configuration costs more than the rest of a call.
    private readonly ConcurrentDictionary<string, Uri[]> _known = new();
    private int _turn;

    /// <summary>All known addresses of a service; empty when it is not part of this deployment.</summary>
    public IReadOnlyList<Uri> AddressesOf(string service) => _known.GetOrAdd(service, Read);

    internal Uri Resolve(Uri logical)
    {
        var addresses = _known.GetOrAdd(logical.Host, Read);
        if (addresses.Length == 0)
        {
            throw new HttpRequestException($"The service {logical.Host} is not part of this deployment.");
        }

        var turn = (uint)Interlocked.Increment(ref _turn);
        return new Uri(addresses[(int)(turn % (uint)addresses.Length)], logical.PathAndQuery);
    }

    private Uri[] Read(string service) =>
    [
        .. configuration.GetSection($"services:{service}:http").GetChildren()
            .Concat(configuration.GetSection($"services:{service}:https").GetChildren())
            .Select(entry => entry.Value)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value => new Uri(value!, UriKind.Absolute)),
    ];
}

/// <summary>Sends a request for <c>http://calendar/…</c> to where the calendar service is.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceDiscovery discovery) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<Uri> Logical = new("peterental.logical-address");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A second try comes by here with the address of the first; it starts again from the name, and may get another replica.
        if (!request.Options.TryGetValue(Logical, out var logical))
        {
            logical = request.RequestUri ?? throw new InvalidOperationException("A request needs an address.");
            request.Options.Set(Logical, logical);
        }

        request.RequestUri = discovery.Resolve(logical);
        return base.SendAsync(request, cancellationToken);
    }
}

internal static class ServiceDiscoveryExtensions
{
    public static void AddServiceDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceDiscovery>();
        services.TryAddTransient<ServiceDiscoveryHandler>();
        services.TryAddTransient<SafeRetryHandler>();
    }
}
