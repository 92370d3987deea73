using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Processes;

namespace PeteRental.Hosting.Tests;

/// <summary>The small application as a person runs it: a process of its own with a folder of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _output;

    private RunningHost(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        _output = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public string Folder { get; }

    public int Id => _process.Id;

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Everything the application started that runs now.</summary>
    public IReadOnlyList<int> Children => Owner.ProcessesOf(Folder);

    public static string NewFolder() => Directory.CreateTempSubdirectory("peterental-test-").FullName;

    public static RunningHost Start(string folder, params string[] args)
    {
        var program = typeof(SmallHost.SmallHostAssembly).Assembly.Location;
        var info = new ProcessStartInfo("dotnet", [program, "--data", folder, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DOTNET_ENVIRONMENT"] = "Development";
        return new RunningHost(Process.Start(info)!, folder);
    }

    public async Task WaitForLineAsync(string part, CancellationToken cancellationToken)
    {
        while (!_lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
        {
            if (_output.IsCompleted)
            {
                Assert.Fail($"The application ended without '{part}':\n{string.Join('\n', _lines)}");
            }

            await _arrived.WaitAsync(cancellationToken);
        }
    }

    public Task WaitForReadyAsync(CancellationToken cancellationToken) => WaitForLineAsync("echo        ready", cancellationToken);

    public void Send(Signal signal) => LaunchedProcess.Kill(_process.Id, signal);

    /// <summary>The exit code and everything that was printed.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _output.WaitAsync(cancellationToken);
        return (_process.ExitCode, string.Join('\n', _lines));
    }

    public async Task WaitUntilNothingRunsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Children.Count > 0)
        {
            Assert.True(await timer.WaitForNextTickAsync(cancellationToken), string.Create(CultureInfo.InvariantCulture, $"{Children.Count} run on"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Send(Signal.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await Owner.KillAsync(Children, TimeProvider.System, CancellationToken.None);
        _process.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            _arrived.Release();
        }

        _arrived.Release();
    }
}
