using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using PeteRental.Bench.Scale;
using Spectre.Console;

namespace PeteRental.Bench.Diaries;

/// <summary>What to measure.</summary>
/// <param name="Duration">How long each step is measured.</param>
/// <param name="DelaysMs">Latencies of the provider.</param>
/// <param name="Mailboxes">How many calendars are asked at a time, each by one client.</param>
internal sealed record DiariesPlan(TimeSpan Duration, IReadOnlyList<int> DelaysMs, IReadOnlyList<int> Mailboxes);

/// <summary>
/// Measures calendars that are kept at a provider: openings and bookings, with what is known of the diary at hand and with none of it,
/// while the provider is as slow as told. Once with the usual settings, once with every diary too old the moment it was read.
/// </summary>
internal static class DiariesCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Describe()
    {
        var seconds = new Option<double>("--seconds") { Description = "Seconds to measure at each step.", DefaultValueFactory = _ => 5 };
        var delays = new Option<int[]>("--delay-ms") { Description = "Latencies of the provider.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0, 150, 1_000] };
        var mailboxes = new Option<int[]>("--mailboxes") { Description = "Calendars asked at a time.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 50] };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("diaries", "Measures calendars that are kept at a provider.") { seconds, delays, mailboxes, json };
        command.SetAction((given, cancellationToken) => RunAsync(
            new DiariesPlan(TimeSpan.FromSeconds(given.GetValue(seconds)), given.GetValue(delays)!, given.GetValue(mailboxes)!),
            given.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DiariesPlan plan, FileInfo? json, CancellationToken cancellationToken)
    {
        var warm = await MeasureAsync(plan, isCold: false, cancellationToken);
        var cold = await MeasureAsync(plan, isCold: true, cancellationToken);
        var report = new DiaryReport(
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}", RuntimeInformation.FrameworkDescription,
            TimeProvider.System.GetUtcNow(), warm.Overlaps + cold.Overlaps, warm.Booked + cold.Booked, warm.EventsMissing + cold.EventsMissing,
            Math.Max(warm.LongestWait.TotalSeconds, cold.LongestWait.TotalSeconds), [.. warm.Figures, .. cold.Figures]);
        report.Print();
        if (json is not null)
        {
            await report.SaveAsync(json.FullName);
        }

        return report.IsSound ? 0 : 1;
    }

    private static async Task<DiaryRun> MeasureAsync(DiariesPlan plan, bool isCold, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(Assembly.Load("PeteRental.AppHost").EntryPoint!.DeclaringType!, cancellationToken);
        ScaleCommand.LiftLimits(builder);
        if (isCold)
        {
            // Every question finds the diary too old, and reads it.
            builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == "calendar"))
                .WithEnvironment("Calendars__Sync__FreshFor", "00:00:00.001");
        }

        await using var app = await builder.BuildAsync(cancellationToken);
        return await AnsiConsole.Status().StartAsync("starting the system", async status =>
        {
            await app.StartAsync(cancellationToken);
            await app.WaitForAllHealthyAsync(cancellationToken);
            await using var run = new DiaryRun(app, plan, isCold, what => status.Status(Markup.Escape(what)));
            await run.MeasureAsync(cancellationToken);
            return run;
        });
    }
}
