using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Gives every endpoint its port before anything starts, so that resources can refer to each other in any direction.
/// Chosen ports are kept: a second run of the application has the same ones where they are still free.
/// </summary>
internal sealed class EndpointAllocator(ApplicationServices services)
{
    public void Allocate(DistributedApplicationModel model)
    {
        foreach (var resource in model.Resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                endpoint.Replicas =
                [
                    .. Enumerable.Range(0, ModelRules.Replicas(resource)).Select(n =>
                        new AllocatedEndpoint(endpoint, endpoint.IsExternal ? "localhost" : "127.0.0.1", PortOf(resource, endpoint, n))),
                ];
                endpoint.AllocatedEndpoint = endpoint.Replicas[0];
                endpoint.TargetPort ??= endpoint.AllocatedEndpoint.Port;
            }
        }
    }

    private int PortOf(IResource resource, EndpointAnnotation endpoint, int replica)
    {
        if (!services.Options.RandomPorts && (endpoint.Port ?? endpoint.TargetPort) is { } wanted)
        {
            return services.Ports.TryReserve(wanted)
                ? wanted
                : throw new DistributedApplicationException(
                    $"'{resource.Name}' needs port {wanted}, which {PortHolder.Describe(wanted)}. Stop that, or change the port in AppHost.cs.");
        }

        return services.Data.GetOrMakePort(
            $"{resource.Name}:{endpoint.Name}:{replica}", services.Ports.Choose, services.Ports.TryReserve);
    }
}
