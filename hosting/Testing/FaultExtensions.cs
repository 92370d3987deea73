using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Testing;

/// <summary>What a test does to a running application to see whether it recovers. Aspire has no such methods.</summary>
public static class FaultExtensions
{
    /// <summary>Waits until every resource that starts by itself is healthy, or has finished.</summary>
    /// <exception cref="DistributedApplicationException">One of them cannot start.</exception>
    public static async Task WaitForAllHealthyAsync(this DistributedApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        var orchestrator = app.Services.GetRequiredService<Orchestrator>();
        var all = Task.WhenAll(app.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .Where(r => !r.Annotations.OfType<ExplicitStartupAnnotation>().Any())
            .Where(r => r is IResourceWithParent || r.Annotations.OfType<IProcessRecipe>().Any())
            .Select(r => app.WaitForHealthyOrFinishedAsync(r, cancellationToken)));
        await Task.WhenAny(all, orchestrator.Failure);
        if (orchestrator.Failure.IsCompleted)
        {
            throw await orchestrator.Failure;
        }

        await all;
    }

    /// <summary>The ids of a resource's processes that run now.</summary>
    public static IReadOnlyList<int> GetProcessIds(this DistributedApplication app, string resourceName)
    {
        var resource = app.Find(resourceName);
        return [.. app.ResourceNotifications.StatesOf(resource).Select(e => e.Snapshot.ProcessId).OfType<int>()];
    }

    /// <summary>Kills a resource's processes (SIGKILL) and returns once that was noticed; it is then started again by itself.</summary>
    public static async Task KillAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default)
    {
        var killed = app.GetProcessIds(resourceName);
        foreach (var process in killed)
        {
            LaunchedProcess.Kill(process, Signal.Kill);
        }

        foreach (var process in killed)
        {
            await app.ResourceNotifications.WaitForResourceAsync(
                resourceName, _ => !app.GetProcessIds(resourceName).Contains(process), cancellationToken);
        }
    }

    /// <summary>Makes a resource's processes hang (SIGSTOP): they hold their connections and answer nothing until the result is disposed of.</summary>
    public static async Task<IDisposable> HangAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default)
    {
        var hung = new HungProcesses(app.GetProcessIds(resourceName));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5), app.Services.GetRequiredService<TimeProvider>());
        while (!hung.AreStopped)
        {
            await look.WaitForNextTickAsync(cancellationToken);
        }

        return hung;
    }

    /// <summary>Stops a resource until <see cref="StartResourceAsync"/>.</summary>
    public static Task StopResourceAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        app.CommandAsync(resourceName, KnownResourceCommands.StopCommand, cancellationToken);

    /// <summary>Starts a stopped resource; wait for its health with <see cref="ResourceNotificationService"/>.</summary>
    public static Task StartResourceAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        app.CommandAsync(resourceName, KnownResourceCommands.StartCommand, cancellationToken);

    private static async Task WaitForHealthyOrFinishedAsync(this DistributedApplication app, IResource resource, CancellationToken cancellationToken)
    {
        var end = await app.ResourceNotifications.WaitForResourceAsync(
            resource.Name,
            e => e.Snapshot.HealthStatus == HealthStatus.Healthy
                || (e.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text)),
            cancellationToken);
        if (end.Snapshot.State!.Text is { } last && last != KnownResourceStates.Running && last != KnownResourceStates.Finished)
        {
            throw new DistributedApplicationException($"'{resource.Name}' is {last} (exit code {end.Snapshot.ExitCode}).");
        }
    }

    private static async Task CommandAsync(this DistributedApplication app, string resourceName, string command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var result = await app.ResourceCommands.ExecuteCommandAsync(resourceName, command, cancellationToken);
        if (!result.Success)
        {
            throw new InvalidOperationException(result.Message);
        }
    }

    private sealed class HungProcesses : IDisposable
    {
        private readonly IReadOnlyList<int> _processes;

        public HungProcesses(IReadOnlyList<int> processes)
        {
            _processes = processes;
            Signal(Processes.Signal.Stop);
        }

        // The signal takes effect thread by thread, and a fast answer can slip through in between. State is the letter after the name:
        // "9384 (.NET TP Worker) T 9250 …".
        public bool AreStopped => _processes
            .SelectMany(process => Directory.EnumerateDirectories($"/proc/{process}/task"))
            .Select(thread => File.ReadAllText(Path.Combine(thread, "stat")))
            .All(stat => stat[stat.LastIndexOf(')') + 2] == 'T');

        public void Dispose() => Signal(Processes.Signal.Continue);

        private void Signal(Signal signal)
        {
            foreach (var process in _processes)
            {
                LaunchedProcess.Kill(process, signal);
            }
        }
    }
}
