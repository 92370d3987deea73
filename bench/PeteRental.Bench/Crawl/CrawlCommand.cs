using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Spectre.Console;

namespace PeteRental.Bench.Crawl;

/// <summary>What is read.</summary>
/// <param name="Sources">Websites that are due at once.</param>
/// <param name="Hosts">On how many hosts.</param>
/// <param name="Scripted">How many of them show their homes only in a browser.</param>
/// <param name="Workspaces">Whose they are.</param>
internal sealed record CrawlPlan(int Sources, int Hosts, int Scripted, int Workspaces);

/// <summary>Has a thousand websites read that are due at once, by the whole system, and then once more while the Scraper is killed.</summary>
internal static class CrawlCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Describe()
    {
        var sources = new Option<int>("--sources") { Description = "Websites that are due at once.", DefaultValueFactory = _ => 1_000 };
        var hosts = new Option<int>("--hosts") { Description = "On how many hosts.", DefaultValueFactory = _ => 400 };
        var scripted = new Option<int>("--scripted") { Description = "How many of them need a browser.", DefaultValueFactory = _ => 50 };
        var workspaces = new Option<int>("--workspaces") { Description = "Whose they are.", DefaultValueFactory = _ => 20 };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("crawl", "Reads websites that are all due at once.") { sources, hosts, scripted, workspaces, json };
        command.SetAction((given, cancellationToken) => RunAsync(
            new CrawlPlan(given.GetValue(sources), given.GetValue(hosts), given.GetValue(scripted), given.GetValue(workspaces)), given.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CrawlPlan plan, FileInfo? json, CancellationToken cancellationToken)
    {
        await using var web = await SiteWeb.StartAsync(plan.Sources, plan.Hosts, plan.Scripted);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(Assembly.Load("PeteRental.AppHost").EntryPoint!.DeclaringType!, cancellationToken);
        AllowToRead(builder, web);
        await using var app = await builder.BuildAsync(cancellationToken);
        var report = await AnsiConsole.Status().StartAsync("starting the system", async status =>
        {
            await app.StartAsync(cancellationToken);
            await app.WaitForAllHealthyAsync(cancellationToken);
            await using var run = await CrawlRun.PrepareAsync(app, plan, web, what => status.Status(Markup.Escape(what)), cancellationToken);
            var rounds = new List<CrawlRound> { await run.ReadAllAsync(cancellationToken), await run.ReadAllThroughAKillAsync(cancellationToken) };
            return new CrawlReport(
                $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}", RuntimeInformation.FrameworkDescription,
                TimeProvider.System.GetUtcNow(), plan, web.MostConnections, web.CrowdedHosts, run.JobsLostToTheKill, rounds);
        });
        report.Print();
        if (json is not null)
        {
            await report.SaveAsync(json.FullName, cancellationToken);
        }

        return report.IsSound ? 0 : 1;
    }

    // The sandbox has the first place.
    private static void AllowToRead(IDistributedApplicationTestingBuilder builder, SiteWeb web)
    {
        var scraper = builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == "scraper"));
        foreach (var (index, origin) in web.Origins.Index())
        {
            scraper.WithEnvironment($"Scraper__AllowedOrigins__{(index + 1).ToString(CultureInfo.InvariantCulture)}", origin.GetLeftPart(UriPartial.Authority));
        }

        // As for anybody else's host, so that each is asked for it once.
        scraper.WithEnvironment("Scraper__Politeness__OwnRobotsFor", "1.00:00:00");
    }
}
