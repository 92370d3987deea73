using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>A helper of another resource, not shown to people.</summary>
internal sealed class HiddenAnnotation : IResourceAnnotation;

/// <summary>What must be true of a model before it can run.</summary>
internal static class ModelRules
{
    /// <exception cref="DistributedApplicationException">Resources wait for each other in a circle, or share a fixed port.</exception>
    public static void Check(DistributedApplicationModel model)
    {
        foreach (var resource in model.Resources)
        {
            CheckCircle(resource, []);
            CheckPorts(resource);
            if (Replicas(resource) > 1 && resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => e.Port is not null) is { } fixedPort)
            {
                throw new DistributedApplicationException(
                    $"'{resource.Name}' has {Replicas(resource)} replicas and the fixed port {fixedPort.Port}; there is no proxy here that could share it.");
            }
        }
    }

    private static void CheckPorts(IResource resource)
    {
        if (resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => e is { Port: { } port, TargetPort: { } target } && port != target) is { } twoPorts)
        {
            throw new DistributedApplicationException(
                $"The endpoint '{twoPorts.Name}' of '{resource.Name}' has the port {twoPorts.Port} and the target port {twoPorts.TargetPort}; "
                + "there is no proxy here between the two.");
        }
    }

    public static int Replicas(IResource resource) =>
        resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;

    /// <summary>The resources with processes that a resource waits for; a wait for a database is one for its server.</summary>
    public static IEnumerable<IResource> ProcessesNeededBy(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource is IResourceWithParent child ? child.Parent : w.Resource);

    private static void CheckCircle(IResource resource, IReadOnlyList<IResource> path)
    {
        if (path.Contains(resource))
        {
            throw new DistributedApplicationException(
                $"Resources wait for each other in a circle: {string.Join(" → ", path.Append(resource).Select(r => r.Name))}.");
        }

        foreach (var needed in ProcessesNeededBy(resource))
        {
            CheckCircle(needed, [.. path, resource]);
        }
    }
}
