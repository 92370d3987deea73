using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>How a resource becomes a process of this machine.</summary>
internal interface IProcessRecipe : IResourceAnnotation
{
    /// <summary>How long a process may take to stop before it is killed.</summary>
    TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>Called once, before anything starts.</summary>
    /// <exception cref="DistributedApplicationException">A program is missing.</exception>
    void Require(Programs programs);

    /// <summary>Lays out what a process needs and says how to start it; called before every start.</summary>
    Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken);

    /// <summary>
    /// Called after every start, when the process has become healthy and before others hear of it. False when it is not
    /// there any more; it is then asked for its health again.
    /// </summary>
    Task<bool> ReadyAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}

/// <summary>What is known when a process is about to start.</summary>
internal sealed record StartContext(
    ResourceInstance Instance, ApplicationServices Services, Owner Owner,
    IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Arguments)
{
    /// <summary>The resource's folder for data, the same on every start.</summary>
    public string Folder => Services.Data.FolderOf(Instance.Resource.Name);
}

/// <summary>One process of a resource; a resource has as many as it has replicas.</summary>
internal sealed record ResourceInstance(IResource Resource, int Number, int Count)
{
    /// <summary>
    /// A service listens, or can be asked for its health. Anything else may come to an end, which is then no failure.
    /// </summary>
    public bool IsTask { get; } = !Resource.Annotations.Any(a => a is EndpointAnnotation or HealthCheckAnnotation);

    public string Id => Count == 1 ? Resource.Name : $"{Resource.Name}-{Number}";
}

/// <summary>What every part of the orchestration uses.</summary>
internal sealed record ApplicationServices(
    HostingOptions Options, DataFolder Data, Programs Programs, ProcessLauncher Launcher, Ports Ports, TimeProvider Time);

/// <summary>A health check that this library carries out itself, for each process of the resource.</summary>
internal abstract class HealthProbe(string key) : HealthCheckAnnotation(key)
{
    /// <summary>Null when healthy, else the reason in a few words.</summary>
    /// <exception cref="DistributedApplicationException">It will never become healthy.</exception>
    public abstract Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken);
}
