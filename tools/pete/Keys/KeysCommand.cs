using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace PeteRental.Pete.Keys;

/// <summary><c>pete keys rotate</c>: has everything that is sealed wrapped with the master key in use.</summary>
internal static class KeysCommand
{
    private static readonly string[] Services = ["agents", "calendar"];

    public static Command Create()
    {
        var addresses = Services.ToDictionary(service => service, Address);
        var rotate = new Command("rotate", "Wraps every sealed secret with the master key in use. Services go on working; doing it again changes nothing.");
        foreach (var address in addresses.Values)
        {
            rotate.Add(address);
        }

        rotate.SetAction((parsed, cancellationToken) => RunAsync(
            addresses.Where(pair => parsed.GetValue(pair.Value) is not null).ToDictionary(pair => pair.Key, pair => parsed.GetValue(pair.Value)!),
            cancellationToken));
        return new Command("keys", "Master keys.") { rotate };
    }

    private static Option<Uri?> Address(string service) => new($"--{service}")
    {
        Description = $"Address of the service {service}; by default what services__{service}__http__0 says.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable($"services__{service}__http__0") is { } address ? new Uri(address) : null,
    };

    private static async Task<int> RunAsync(IReadOnlyDictionary<string, Uri> services, CancellationToken cancellationToken)
    {
        if (services.Count < Services.Length)
        {
            await Console.Error.WriteLineAsync($"Where is {string.Join(", ", Services.Except(services.Keys))}? Name every service that keeps secrets.");
            return 1;
        }

        try
        {
            using var rotation = new KeyRotation(services, TimeProvider.System);
            var outcome = await ShowAsync(rotation, cancellationToken);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Total} sealed secrets: {outcome.Rewrapped} wrapped anew, {outcome.Unreadable} that no configured key opens."));
            await Console.Out.WriteLineAsync(outcome.Unreadable == 0
                ? "Nothing needs the previous master keys any more; take them out of the configuration."
                : "What cannot be opened has to be given anew by its owners, who are asked to at its next use.");
            return 0;
        }
        catch (Exception broken) when (broken is HttpRequestException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"The rotation has stopped: {broken.Message} What was done stays done; run it again.");
            return 1;
        }
    }

    /// <summary>Bars on a terminal, plain lines elsewhere.</summary>
    private static Task<RotationOutcome> ShowAsync(KeyRotation rotation, CancellationToken cancellationToken) =>
        AnsiConsole.Profile.Capabilities.Interactive
            ? AnsiConsole.Progress().StartAsync(context =>
            {
                var bars = new Dictionary<string, ProgressTask>();
                return rotation.RunAsync(
                    (column, done, outdated) =>
                    {
                        if (!bars.TryGetValue(column, out var bar))
                        {
                            bars[column] = bar = context.AddTask(Markup.Escape(column), maxValue: Math.Max(outdated, 1));
                        }

                        bar.Value = outdated == 0 ? 1 : done;
                    },
                    cancellationToken);
            })
            : rotation.RunAsync(
                (column, done, outdated) => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{column}: {done} of {outdated}")), cancellationToken);
}
