using System.Globalization;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Projects;

/// <summary>Healthy is who answers a GET with the right status.</summary>
internal sealed class HttpProbe(IResourceWithEndpoints resource, string? path, int? statusCode, string? endpointName)
    : HealthProbe($"{resource.Name}_{endpointName ?? "http"}_{path ?? "/"}_{statusCode ?? 200}_check")
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        UseProxy = false,
    });

    public override async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var endpoint = resource.Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(e => endpointName is null ? e.UriScheme is "http" or "https" : e.Name == endpointName)
            ?? throw new DistributedApplicationException($"'{resource.Name}' has a health check over HTTP but no endpoint '{endpointName ?? "http"}'.");
        var address = new Uri(new Uri(endpoint.Replicas[instance.Number].UriString), path ?? "/");
        try
        {
            using var response = await Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode == (HttpStatusCode)(statusCode ?? 200)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{address.AbsolutePath} answers {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return $"{address.AbsolutePath}: {e.HttpRequestError}";
        }
    }
}
