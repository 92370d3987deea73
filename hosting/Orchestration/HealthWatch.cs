using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks the health checks of one process of a resource.</summary>
internal sealed class HealthWatch(ResourceInstance instance, HealthCheckService checks, ResourceLog log, TimeProvider time)
{
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OnceHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OneCheck = TimeSpan.FromSeconds(10);

    private readonly HealthCheckAnnotation[] _annotations = [.. instance.Resource.Annotations.OfType<HealthCheckAnnotation>()];

    public ImmutableArray<HealthReportSnapshot> Reports { get; private set; } = [];

    public ImmutableArray<HealthReportSnapshot> NotYet() =>
        Reports = [.. _annotations.Select(a => new HealthReportSnapshot(a.Key, null, null, null))];

    /// <summary>Asks until all are healthy.</summary>
    /// <exception cref="DistributedApplicationException">They never were within the time.</exception>
    public async Task UntilHealthyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (!await AskAsync(cancellationToken))
        {
            if (limit != Timeout.InfiniteTimeSpan && time.GetElapsedTime(begun) > limit)
            {
                throw Failures.CannotStart(
                    instance.Id, $"it was not healthy within {limit.TotalSeconds:0} s ({Reports.FirstOrDefault(r => r.Status != HealthStatus.Healthy)?.Description})", log);
            }

            await Task.Delay(WhileStarting, time, cancellationToken);
        }
    }

    /// <summary>Goes on asking, and tells when the answers change.</summary>
    public async Task GoOnAsync(Action<ImmutableArray<HealthReportSnapshot>> changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_annotations.Length == 0 ? Timeout.InfiniteTimeSpan : OnceHealthy, time, cancellationToken);
            var before = Reports;
            await AskAsync(cancellationToken);
            if (!before.Select(r => r.Status).SequenceEqual(Reports.Select(r => r.Status)))
            {
                changed(Reports);
            }
        }
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        Reports = [.. await Task.WhenAll(_annotations.Select(a => AskAsync(a, cancellationToken)))];
        return Reports.All(r => r.Status == HealthStatus.Healthy);
    }

    private async Task<HealthReportSnapshot> AskAsync(HealthCheckAnnotation annotation, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(OneCheck);
        try
        {
            if (annotation is HealthProbe probe)
            {
                var reason = await probe.ProbeAsync(instance, patience.Token);
                return new HealthReportSnapshot(annotation.Key, reason is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, reason, null);
            }

            var report = await checks.CheckHealthAsync(r => r.Name == annotation.Key, patience.Token);
            return report.Entries.TryGetValue(annotation.Key, out var entry)
                ? new HealthReportSnapshot(annotation.Key, entry.Status, entry.Description, entry.Exception?.Message)
                : throw new DistributedApplicationException($"'{instance.Resource.Name}' has a health check '{annotation.Key}' that is not registered.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthReportSnapshot(annotation.Key, HealthStatus.Unhealthy, "no answer", null);
        }
        catch (Exception e) when (e is not (OperationCanceledException or DistributedApplicationException))
        {
            return new HealthReportSnapshot(annotation.Key, HealthStatus.Unhealthy, e.Message, e.ToString());
        }
    }
}
