using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PeteRental.Bench.Floors;

/// <summary>A process of a floor: this program once more, with a command of its own. Its first line is its address.</summary>
internal sealed class FloorProcess : IAsyncDisposable
{
    private readonly Process _process;

    private FloorProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts this program with a command of a floor.</summary>
    public static async Task<FloorProcess> StartAsync(string command, string argument, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FloorProcess).Assembly.Location, command, argument]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The floor could not be started.");
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The floor ended before it was ready.");
        return new FloorProcess(process, new Uri(address));
    }

    /// <summary>A Kestrel without anything.</summary>
    public static WebApplicationBuilder Bare()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    /// <summary>Says where the process listens, and runs until it is killed.</summary>
    public static async Task AnnounceAndRunAsync(WebApplication app)
    {
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
