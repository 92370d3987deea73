using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Processes;

namespace PeteRental.Hosting.Tests;

/// <summary>The application as people run it: how it ends, and what it says when it cannot run.</summary>
public sealed class RunningTests
{
    private readonly CancellationToken _patience = Patience.OfSeconds(60);

    [Theory]
    [InlineData("SIGINT")]
    [InlineData("SIGTERM")]
    public async Task A_signal_stops_everything_in_reverse_order_and_leaves_nothing(string signal)
    {
        await using var host = RunningHost.Start(RunningHost.NewFolder());
        await host.WaitForReadyAsync(_patience);
        Assert.NotEmpty(host.Children);

        host.Send(signal == "SIGINT" ? Signal.Interrupt : Signal.Terminate);
        var (exitCode, output) = await host.EndAsync(_patience);

        Assert.Equal(0, exitCode);
        Assert.Empty(host.Children);
        var stops = host.Lines.Where(line => line.Contains("stopped", StringComparison.Ordinal)).ToArray();
        Assert.True(stops is [var first, var second] && first.Contains("echo") && second.Contains("cache"), output);
    }

    [Fact]
    public async Task An_application_that_is_killed_takes_its_processes_with_it_and_can_be_started_again()
    {
        var folder = RunningHost.NewFolder();
        await using var host = RunningHost.Start(folder);
        await host.WaitForReadyAsync(_patience);
        host.Send(Signal.Kill);
        await host.WaitUntilNothingRunsAsync(_patience);

        await using var again = RunningHost.Start(folder);
        await again.WaitForReadyAsync(_patience);
    }

    [Fact]
    public async Task A_second_run_has_the_ports_secrets_and_data_of_the_first()
    {
        var folder = RunningHost.NewFolder();
        await using var host = RunningHost.Start(folder);
        await host.WaitForReadyAsync(_patience);
        host.Send(Signal.Terminate);
        await host.EndAsync(_patience);
        var (ports, secrets) = (ReadKept(folder, "ports.json"), ReadKept(folder, "secrets.json"));

        await using var again = RunningHost.Start(folder);
        await again.WaitForReadyAsync(_patience);

        Assert.Equal(ports, ReadKept(folder, "ports.json"));
        Assert.Equal(secrets, ReadKept(folder, "secrets.json"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "secrets.json")));
        Assert.True(File.Exists(Path.Combine(folder, "logs", "echo.previous.log")));
    }

    [Fact]
    public async Task A_second_application_in_the_same_folder_is_told_who_runs_there()
    {
        await using var host = RunningHost.Start(RunningHost.NewFolder());
        await host.WaitForReadyAsync(_patience);

        await using var second = RunningHost.Start(host.Folder);
        var (exitCode, output) = await second.EndAsync(_patience);

        Assert.Equal(1, exitCode);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Already running in {host.Folder} (process {host.Id})"), output);
        Assert.NotEmpty(host.Children);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_together_with_who_has_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await using var host = RunningHost.Start(RunningHost.NewFolder(), $"--Small:Port={port}");
        var (exitCode, output) = await host.EndAsync(_patience);

        Assert.Equal(1, exitCode);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"'echo' needs port {port}, which the process {Environment.ProcessId} ("), output);
        Assert.Empty(host.Children);
    }

    [Fact]
    public async Task A_service_that_never_starts_ends_the_application_with_its_last_words()
    {
        await using var host = RunningHost.Start(RunningHost.NewFolder(), "--Small:Broken=the setting Echo:Answer is missing");
        var (exitCode, output) = await host.EndAsync(_patience);

        Assert.Equal(1, exitCode);
        Assert.Contains("'echo' cannot start: it ended 4 times (exit code 3)", output);
        Assert.Contains("    the setting Echo:Answer is missing", output);
        Assert.Empty(host.Children);
    }

    [Fact]
    public async Task A_missing_program_is_named_together_with_what_to_install()
    {
        await using var host = RunningHost.Start(RunningHost.NewFolder(), "--Hosting:ProgramFolders=/nowhere");
        var (exitCode, output) = await host.EndAsync(_patience);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "'cache' needs the program redis-server, which is not installed. Install it with: sudo apt-get install redis-server", output);
        Assert.Empty(host.Children);
    }

    private static string ReadKept(string folder, string file) => File.ReadAllText(Path.Combine(folder, file));
}
