using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps one process of a resource running: waits for what it needs, starts it, watches it, starts it again.</summary>
internal sealed class Supervisor : IDisposable
{
    /// <summary>So many ends before it was ever healthy mean that it cannot start at all.</summary>
    private const int StartAttempts = 4;

    private const int NeverStarted = -1;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>After so long a life the next restart is a first one again.</summary>
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly ApplicationServices _services;
    private readonly ResourceStates _states;
    private readonly ProcessStarter _starter;
    private readonly HealthWatch _health;
    private readonly Action<DistributedApplicationException> _fail;

    private CancellationTokenSource _halt = new();
    private Task _life = Task.CompletedTask;
    private bool _everHealthy;

    public Supervisor(
        ResourceInstance instance, IProcessRecipe recipe, ApplicationServices services, ResourceStates states,
        ProcessStarter starter, HealthWatch health, Action<DistributedApplicationException> fail)
    {
        Instance = instance;
        Recipe = recipe;
        _services = services;
        _states = states;
        _starter = starter;
        _health = health;
        _fail = fail;
    }

    public ResourceInstance Instance { get; }

    public IProcessRecipe Recipe { get; }

    /// <summary>Stays down until resumed.</summary>
    public void HoldBack() => _states.Set(KnownResourceStates.NotStarted);

    /// <summary>Starts, unless it is started already.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_life.IsCompleted)
            {
                _halt.Dispose();
                _halt = new CancellationTokenSource();
                _states.Set(KnownResourceStates.Waiting);
                _life = LiveAsync(_halt.Token);
            }
        }
    }

    /// <summary>Stops, and stays so until resumed.</summary>
    public async Task HaltAsync(CancellationToken cancellationToken)
    {
        Task halting;
        Task life;
        lock (_gate)
        {
            life = _life;
            halting = _halt.CancelAsync();
        }

        await halting;
        await life.WaitAsync(cancellationToken);
    }

    public void Dispose() => _halt.Dispose();

    private async Task LiveAsync(CancellationToken halt)
    {
        await Task.Yield();
        try
        {
            await _states.WaitForDependenciesAsync(halt);
            await KeepRunningAsync(halt);
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            _states.Set(KnownResourceStates.Exited);
        }
        catch (Exception e)
        {
            // The reason first: whoever waits for this resource asks for it as soon as the state changes.
            if (!_everHealthy)
            {
                _fail(e as DistributedApplicationException ?? new DistributedApplicationException($"'{Instance.Id}' failed: {e.Message}", e));
            }

            _states.FailedToStart(e.Message);
        }
    }

    private async Task KeepRunningAsync(CancellationToken halt)
    {
        var failures = 0;
        var delay = FirstDelay;
        while (true)
        {
            var started = _services.Time.GetTimestamp();
            var code = await RunAsync(halt);
            if (Instance.IsTask && code == 0)
            {
                _states.Set(KnownResourceStates.Finished, code);
                return;
            }

            failures = _everHealthy && !Instance.IsTask ? 0 : failures + 1;
            if (failures == StartAttempts)
            {
                GiveUp(code);
                return;
            }

            delay = _services.Time.GetElapsedTime(started) >= LongLife ? FirstDelay : delay;
            _states.Died(code, delay);
            await Task.Delay(delay, _services.Time, halt);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>
    /// The exit code of one life. Once it has run, it is not given up because of what may pass, such as a full disk.
    /// </summary>
    private async Task<int> RunAsync(CancellationToken halt)
    {
        try
        {
            return await RunOnceAsync(halt);
        }
        catch (Exception e) when (_everHealthy && e is not OperationCanceledException)
        {
            _starter.Log.Write(e.Message);
            return NeverStarted;
        }
    }

    /// <summary>One life of the process, from its start to its exit code.</summary>
    private async Task<int> RunOnceAsync(CancellationToken halt)
    {
        _states.Set(KnownResourceStates.Starting);
        await _starter.ClearLeftoversAsync(halt);
        var process = await _starter.StartAsync(halt);
        _states.Started(process.Id, _health.NotYet());
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(halt);
        var health = WatchHealthAsync(process, watching.Token);
        try
        {
            // The watch ends before the process only to report that all hope is lost, or because of a halt.
            if (await Task.WhenAny(process.Exited, health) == health)
            {
                await health;
            }

            halt.ThrowIfCancellationRequested();
        }
        finally
        {
            await watching.CancelAsync();
            await StopAsync(process, halt.IsCancellationRequested);
        }

        await Task.WhenAny(health); // it ends cancelled
        return await process.Exited;
    }

    private async Task StopAsync(LaunchedProcess process, bool onRequest)
    {
        if (onRequest)
        {
            _states.Set(KnownResourceStates.Stopping);
        }

        await process.StopAsync(Recipe.Patience, _services.Time);
        await process.DrainAsync(_services.Time);
        await _starter.ClearLeftoversAsync(CancellationToken.None);
    }

    private async Task WatchHealthAsync(LaunchedProcess process, CancellationToken cancellationToken)
    {
        do
        {
            await _health.UntilHealthyAsync(_everHealthy ? Timeout.InfiniteTimeSpan : _services.Options.StartTimeout, cancellationToken);
        }
        while (!await Recipe.ReadyAsync(cancellationToken));

        if (!process.Exited.IsCompleted)
        {
            _everHealthy = true;
            _states.Healthy(_health.Reports);
        }

        await _health.GoOnAsync(_states.Healthy, cancellationToken);
    }

    private void GiveUp(int code)
    {
        if (Instance.IsTask)
        {
            _states.GaveUp(code, _starter.Log.Tail());
            return;
        }

        _fail(Failures.CannotStart(Instance.Id, $"it ended {StartAttempts} times (exit code {code}) before it was ever healthy", _starter.Log));
        _states.Set(KnownResourceStates.FailedToStart, code);
    }
}

internal static class Failures
{
    /// <summary>One line that says what is wrong, then the resource's own last words.</summary>
    public static DistributedApplicationException CannotStart(string id, string why, ResourceLog log)
    {
        var tail = log.Tail();
        var words = tail.Count == 0 ? " It printed nothing." : $" Last lines of {log.Path}:{string.Concat(tail.Select(l => $"{Environment.NewLine}    {l}"))}";
        return new DistributedApplicationException($"'{id}' cannot start: {why}.{words}");
    }
}
