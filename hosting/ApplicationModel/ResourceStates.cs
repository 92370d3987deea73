using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The names of the states a resource can be in.</summary>
public static class KnownResourceStates
{
    /// <summary>Waits to be started by hand.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>Waits for other resources.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>Its process is being started, for the first time or again.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>Its process runs; see the health status for whether it is any use.</summary>
    public static readonly string Running = "Running";

    /// <summary>Was asked to stop.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>Has stopped, on request or with an error, and is not started again by itself.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>Ran to its end with success.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>Cannot be started.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>The states that a resource does not leave by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The names of the commands every resource with a process understands.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a stopped resource.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops a resource until it is started again.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts a resource.</summary>
    public static readonly string RestartCommand = "restart";
}

/// <summary>A state by name.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>What one health check said last.</summary>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText);

/// <summary>Something about a resource that is worth showing.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>An address of a resource.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal);

/// <summary>A resource, or one process of a replicated one, at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Kind of resource, such as Project or Postgres.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Process id and the like.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/>.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Exit code of the last process that ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the process started, UTC.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When the process ended, UTC.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Addresses.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Helper resources are not shown.</summary>
    public bool IsHidden { get; init; }

    /// <summary>What each health check said last; a check that has not run yet has no status.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>
    /// Null while no process runs. Without checks a running resource is healthy; otherwise the worst check counts,
    /// and one that has not run yet counts as unhealthy.
    /// </summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Select(r => r.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy)
            .DefaultIfEmpty(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy).Min();

    internal int? ProcessId => Properties.FirstOrDefault(p => p.Name == ProcessIdProperty)?.Value as int?;

    internal const string ProcessIdProperty = "executable.pid";
}

/// <summary>A resource came into a state.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The resource's name, or <c>{name}-{number}</c> for one process of a replicated one.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>The state.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
