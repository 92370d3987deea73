using System.CommandLine;
using Spectre.Console;

namespace PeteRental.Pete.Demo;

/// <summary><c>pete demo</c>: fills the demo workspace of a development system and tells how to book a viewing in it.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Command Create()
    {
        var gateway = Address("gateway", "http://localhost:8080");
        var sandbox = Address("sandbox", "http://localhost:8090");
        var agents = Address("agents", fallback: null);
        var command = new Command("demo", "Seeds the demo workspace through the public API and says how to book a viewing. Seeding again changes nothing.")
        {
            gateway, sandbox, agents,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new DemoAddresses(parsed.GetValue(gateway)!, parsed.GetValue(sandbox)!, parsed.GetValue(agents)), cancellationToken));
        return command;
    }

    /// <summary>An address that the AppHost tells by service discovery's variables.</summary>
    private static Option<Uri> Address(string service, string? fallback) => new($"--{service}")
    {
        Description = $"Address of {service}; by default what the AppHost says{(fallback is null ? "" : $", else {fallback}")}.",
        DefaultValueFactory = _ =>
            (Environment.GetEnvironmentVariable($"services__{service}__http__0") ?? fallback) is { } address ? new Uri(address) : null!,
    };

    private static async Task<int> RunAsync(DemoAddresses addresses, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            using var workspace = DemoWorkspace.At(addresses, TimeProvider.System);
            var opening = await ShowAsync(report => workspace.SeedAsync(report, patience.Token));
            await Console.Out.WriteLineAsync(string.Join('\n', DemoWelcome.Lines(addresses, opening, Guid.CreateVersion7())));
            return 0;
        }
        catch (Exception e) when (e is DemoException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"The demo workspace could not be seeded: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"The system at {addresses.Gateway} was not ready within {Patience.TotalSeconds:0} seconds.");
            return 1;
        }
    }

    /// <summary>A moving line on a terminal, plain lines elsewhere.</summary>
    private static Task<T> ShowAsync<T>(Func<Action<string>, Task<T>> work) => AnsiConsole.Profile.Capabilities.Interactive
        ? AnsiConsole.Status().Spinner(Spinner.Known.Dots).StartAsync("Starting", status => work(step => status.Status(Markup.Escape(step))))
        : work(Console.Out.WriteLine);
}

/// <summary>Where the system is.</summary>
/// <param name="Gateway">The public way in.</param>
/// <param name="Sandbox">Issues the demo's session tokens.</param>
/// <param name="Agents">The internal address of the service that keeps webhook secrets; null outside of the AppHost.</param>
internal sealed record DemoAddresses(Uri Gateway, Uri Sandbox, Uri? Agents);

/// <summary>The demo cannot be seeded; the message says why.</summary>
internal sealed class DemoException(string message) : Exception(message);
