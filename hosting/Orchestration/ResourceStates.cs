using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells the states of one process of a resource, and of what lives inside the resource.</summary>
internal sealed class ResourceStates(
    ResourceInstance instance, IReadOnlyList<IResource> children, bool isHidden,
    ResourceNotificationService notifications, ConsoleReport report, TimeProvider time)
{
    private long _starting;

    public Task WaitForDependenciesAsync(CancellationToken cancellationToken) =>
        notifications.WaitForDependenciesAsync(instance.Resource, cancellationToken);

    public void Set(string state, int? exitCode = null)
    {
        if (state == KnownResourceStates.Starting)
        {
            _starting = time.GetTimestamp();
        }

        var ended = KnownResourceStates.TerminalStates.Contains(state);
        Publish(before => before with
        {
            State = state,
            ExitCode = exitCode ?? before.ExitCode,
            Properties = ended ? [] : before.Properties,
            StopTimeStamp = ended ? time.GetUtcNow().UtcDateTime : before.StopTimeStamp,
            Urls = Urls(),
            IsHidden = isHidden,
        });
        report.State(instance, isHidden, state);
    }

    public void Started(int processId, ImmutableArray<HealthReportSnapshot> reports) => Publish(before => before with
    {
        State = KnownResourceStates.Running,
        StartTimeStamp = time.GetUtcNow().UtcDateTime,
        StopTimeStamp = null,
        Properties = [new ResourcePropertySnapshot(CustomResourceSnapshot.ProcessIdProperty, processId)],
        HealthReports = reports,
    });

    /// <summary>The health checks have spoken.</summary>
    public void Healthy(ImmutableArray<HealthReportSnapshot> reports)
    {
        // Told before it is published, so that the lines of those who waited come after.
        if (!instance.IsTask)
        {
            var worst = reports.FirstOrDefault(r => r.Status != Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);
            report.Health(instance, isHidden, worst?.Description, Urls(), time.GetElapsedTime(_starting));
        }

        Publish(before => before with { HealthReports = reports });
    }

    /// <summary>The process has ended and will be started again.</summary>
    public void Died(int exitCode, TimeSpan delay)
    {
        Publish(before => before with
        {
            State = KnownResourceStates.Starting,
            ExitCode = exitCode,
            Properties = [],
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
        });
        report.Died(instance, exitCode, delay);
    }

    /// <summary>It cannot be started, and is not tried again by itself.</summary>
    public void FailedToStart(string reason)
    {
        Set(KnownResourceStates.FailedToStart);
        report.FailedToStart(instance, reason);
    }

    /// <summary>A task has failed and will not be tried again.</summary>
    public void GaveUp(int exitCode, IReadOnlyList<string> lastLines)
    {
        Set(KnownResourceStates.Exited, exitCode);
        report.GaveUp(instance, exitCode, lastLines);
    }

    private void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        // The notifications never wait; the task is theirs by Aspire's signature.
        _ = notifications.PublishUpdateAsync(instance.Resource, instance.Id, change);
        foreach (var child in children)
        {
            _ = notifications.PublishUpdateAsync(child, before => change(before) with { Properties = [] });
        }
    }

    private ImmutableArray<UrlSnapshot> Urls() =>
    [
        .. instance.Resource.Annotations.OfType<EndpointAnnotation>()
            .Where(e => e.Replicas.Count > instance.Number)
            .Select(e => new UrlSnapshot(e.Name, e.Replicas[instance.Number].UriString, !e.IsExternal)),
        .. instance.Resource.Annotations.OfType<ResourceUrlAnnotation>()
            .Select(u => new UrlSnapshot(u.DisplayText, u.Url, false)),
    ];
}
