using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Processes;

/// <summary>A process of a resource.</summary>
internal sealed class LaunchedProcess
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly Task _output;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LaunchedProcess(Process process, ProcessSpec spec, ResourceLog log)
    {
        _process = process;
        _spec = spec;
        Id = process.Id;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, log), PumpAsync(process.StandardError, log));
        process.Exited += (_, _) => _exited.TrySetResult(process.ExitCode);
        if (process.HasExited)
        {
            _exited.TrySetResult(process.ExitCode);
        }
    }

    public int Id { get; }

    /// <summary>
    /// The exit code; 128 plus the signal's number after a signal. Does not wait for the end of output as
    /// <see cref="Process.WaitForExitAsync"/> does: a child left behind may hold the pipe for long.
    /// </summary>
    public Task<int> Exited => _exited.Task;

    public void Send(Signal signal)
    {
        if (!_exited.Task.IsCompleted)
        {
            Kill(Id, signal);
        }
    }

    /// <summary>Asks the process to stop, and ends it when it does not within the time.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        Send(_spec.StopSignal);
        try
        {
            await Exited.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            Send(Signal.Kill);
            await Exited;
        }
    }

    /// <summary>Waits a moment for what the ended process still had to say.</summary>
    public async Task DrainAsync(TimeProvider time)
    {
        await Task.WhenAny(_output, Task.Delay(OutputGrace, time));
        _process.Dispose();
    }

    public static bool Kill(int pid, Signal signal) => NativeKill(pid, (int)signal) == 0;

    private static async Task PumpAsync(StreamReader reader, ResourceLog log)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                log.Write(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            log.Write($"(output ended: {e.Message})");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
