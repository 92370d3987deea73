using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Starts processes, each in a session of its own (so that the terminal's Ctrl+C reaches the application only, which then
/// stops them in order), and bound to the life of the application by the kernel's parent death signal.
/// </summary>
internal sealed class ProcessLauncher : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly string? _setsid;
    private readonly string? _setpriv;

    public ProcessLauncher(Programs programs)
    {
        _setsid = programs.Find("setsid") ?? new Programs(null).Find("setsid");
        _setpriv = programs.Find("setpriv") ?? new Programs(null).Find("setpriv");

        // The death signal goes out when the starting thread ends, not the process; a pool thread may end at any time.
        new Thread(Work) { IsBackground = true, Name = "process launcher" }.Start();
    }

    /// <summary>Starts a process; its output goes to the log.</summary>
    /// <exception cref="DistributedApplicationException">The program or its folder is missing, or may not be run.</exception>
    public Task<LaunchedProcess> StartAsync(ProcessSpec spec, Owner owner, ResourceLog log)
    {
        var started = new TaskCompletionSource<LaunchedProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                started.SetResult(new LaunchedProcess(Start(spec, owner), spec, log));
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException)
            {
                started.SetException(new DistributedApplicationException($"'{owner.Resource}' cannot run {spec.Program}: {e.Message}", e));
            }
        });
        return started.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }

    private Process Start(ProcessSpec spec, Owner owner)
    {
        var command = CommandLine(spec);
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (!spec.InheritsEnvironment)
        {
            info.Environment.Clear();
            info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
            info.Environment["LANG"] = "C.UTF-8";
            info.Environment["TZ"] = "UTC";
        }

        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment[Owner.FolderVariable] = owner.Folder;
        info.Environment[Owner.ResourceVariable] = owner.Resource;
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        process.Start();
        return process;
    }

    private List<string> CommandLine(ProcessSpec spec)
    {
        List<string> command = [];
        if (_setsid is not null)
        {
            command.Add(_setsid);
        }

        if (_setpriv is not null)
        {
            command.AddRange([_setpriv, "--pdeathsig", spec.OrphanSignal switch { Signal.Interrupt => "INT", Signal.Terminate => "TERM", _ => "KILL" }]);
            if (spec.User is not null)
            {
                command.AddRange(["--reuid", spec.User, "--regid", spec.User, "--init-groups"]);
            }

            command.Add("--");
        }
        else if (spec.User is not null)
        {
            throw new InvalidOperationException($"running it as {spec.User} needs the program setpriv (package util-linux).");
        }

        return [.. command, spec.Program, .. spec.Arguments];
    }
}
