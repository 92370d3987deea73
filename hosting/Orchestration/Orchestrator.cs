using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the application model: gives out ports and secrets, starts what the model describes, stops it in reverse order.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model, HostingOptions options, DistributedApplicationExecutionContext execution,
    ResourceNotificationService notifications, HealthCheckService checks, ConsoleReport report,
    SecretStore secrets, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly List<Supervisor> _supervisors = [];
    private readonly List<IDisposable> _owned = [];
    private readonly TaskCompletionSource<DistributedApplicationException> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private bool _stopped;

    /// <summary>Completes when the application cannot go on.</summary>
    public Task<DistributedApplicationException> Failure => _failure.Task;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DistributedApplicationException("Local hosting needs Linux. Elsewhere build the AppHost with -p:AspirePackages=true.");
        }

        ModelRules.Check(model);
        var data = Own(DataFolder.Open(options.DataFolder, options.IsTemporary));
        await Owner.KillAsync(Owner.ProcessesOf(data.Path), time, cancellationToken);
        secrets.Open(data);
        var programs = new Programs(options.ProgramFolders);
        var services = new ApplicationServices(
            options, data, programs, Own(new ProcessLauncher(programs)), Own(new Ports()), time);
        new EndpointAllocator(services).Allocate(model);
        await ResolveParametersAsync(cancellationToken);
        Supervise(services);
        report.Align(_supervisors.Where(s => !IsHidden(s.Instance.Resource)).Select(s => s.Instance.Id));
        foreach (var supervisor in _supervisors)
        {
            if (supervisor.Instance.Resource.Annotations.OfType<ExplicitStartupAnnotation>().Any())
            {
                supervisor.HoldBack();
            }
            else
            {
                supervisor.Resume();
            }
        }

        _ = SayWhenReadyAsync();
    }

    /// <summary>Stops everything, each resource after those that waited for it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _stopping.CancelAsync();
        var stopping = new Dictionary<IResource, Task>();
        await Task.WhenAll(_supervisors.Select(s => StopAsync(s.Instance.Resource, stopping)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var supervisor in _supervisors)
        {
            supervisor.Dispose();
        }

        foreach (var owned in Enumerable.Reverse(_owned))
        {
            owned.Dispose();
        }

        _stopping.Dispose();
        _supervisors.Clear();
        _owned.Clear();
    }

    public List<Supervisor> SupervisorsOf(string resourceId) =>
    [
        .. _supervisors.Where(s =>
            string.Equals(s.Instance.Resource.Name, resourceId, StringComparison.OrdinalIgnoreCase)
            || string.Equals(s.Instance.Id, resourceId, StringComparison.OrdinalIgnoreCase)),
    ];

    private static bool IsHidden(IResource resource) => resource.Annotations.OfType<HiddenAnnotation>().Any();

    private Task StopAsync(IResource resource, Dictionary<IResource, Task> stopping)
    {
        if (stopping.TryGetValue(resource, out var already))
        {
            return already;
        }

        var dependents = model.Resources.Where(r => ModelRules.ProcessesNeededBy(r).Contains(resource)).ToArray();
        return stopping[resource] = StopAfterAsync(
            Task.WhenAll(dependents.Select(d => StopAsync(d, stopping))),
            _supervisors.Where(s => s.Instance.Resource == resource));
    }

    private static async Task StopAfterAsync(Task dependents, IEnumerable<Supervisor> supervisors)
    {
        await dependents;
        await Task.WhenAll(supervisors.Select(s => s.HaltAsync(CancellationToken.None)));
    }

    /// <summary>The one line that people wait for. What runs to an end, such as a seeding, is not part of being ready.</summary>
    private async Task SayWhenReadyAsync()
    {
        var begun = time.GetTimestamp();
        var services = _supervisors.Select(s => s.Instance.Resource).Distinct()
            .Where(r => r.Annotations.Any(a => a is HealthCheckAnnotation) && !r.Annotations.OfType<ExplicitStartupAnnotation>().Any());
        var ready = Task.WhenAll(services.Select(r => notifications.WaitForResourceHealthyAsync(r.Name, _stopping.Token)));
        if (await Task.WhenAny(ready) is { IsCompletedSuccessfully: true })
        {
            var seconds = time.GetElapsedTime(begun).TotalSeconds;
            report.Note(string.Create(CultureInfo.InvariantCulture, $"Everything is ready after {seconds:0.0} s. Ctrl+C stops it."));
        }
    }

    private async Task ResolveParametersAsync(CancellationToken cancellationToken)
    {
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            await parameter.GetValueAsync(cancellationToken);
        }

        foreach (var resource in model.Resources.Where(r => r is not IResourceWithParent && !r.Annotations.OfType<IProcessRecipe>().Any()))
        {
            await notifications.PublishUpdateAsync(resource, before => before with { State = KnownResourceStates.Running });
        }
    }

    private void Supervise(ApplicationServices services)
    {
        foreach (var resource in model.Resources)
        {
            if (resource.Annotations.OfType<IProcessRecipe>().LastOrDefault() is not { } recipe)
            {
                continue;
            }

            recipe.Require(services.Programs);
            var count = ModelRules.Replicas(resource);
            for (var number = 0; number < count; number++)
            {
                Supervise(new ResourceInstance(resource, number, count), recipe, services);
            }
        }
    }

    private void Supervise(ResourceInstance instance, IProcessRecipe recipe, ApplicationServices services)
    {
        var children = model.Resources.Where(r => r is IResourceWithParent child && child.Parent == instance.Resource).ToArray();
        var states = new ResourceStates(instance, children, IsHidden(instance.Resource), notifications, report, time);
        var log = Own(new ResourceLog(Path.Combine(services.Data.Logs, $"{instance.Id}.log"), Listener(instance)));
        var starter = new ProcessStarter(instance, recipe, services, execution, log);
        var health = new HealthWatch(instance, checks, log, time);
        _supervisors.Add(new Supervisor(instance, recipe, services, states, starter, health, e => _failure.TrySetResult(e)));
    }

    private Action<string>? Listener(ResourceInstance instance) =>
        options.Print.Contains(instance.Resource.Name, StringComparer.OrdinalIgnoreCase) ? line => report.Plain([line])
        : options.Console.Contains("all", StringComparer.OrdinalIgnoreCase)
            || options.Console.Contains(instance.Resource.Name, StringComparer.OrdinalIgnoreCase) ? line => report.Output(instance.Id, line)
        : null;

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }
}
