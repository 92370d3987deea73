using System.Text.Json;
using Spectre.Console;

namespace PeteRental.Bench.Crawl;

/// <summary>One round over all sources.</summary>
/// <param name="Name">What was done in it.</param>
/// <param name="Seconds">From when they were due to the last end.</param>
/// <param name="Samples">How the Scraper was meanwhile.</param>
/// <param name="Ends">How many ends were published of how many readings; each should have one.</param>
/// <param name="Completed">Readings that Rentals took over as completed.</param>
/// <param name="Changes">Homes added, or rents changed: each once.</param>
/// <param name="ExpectedChanges">How many there should be.</param>
/// <param name="ReadTwice">Sources whose first page was asked for more often than one reading does.</param>
/// <param name="Failures">Why readings failed.</param>
internal sealed record CrawlRound(
    string Name, double Seconds, IReadOnlyList<ScraperSample> Samples, int Ends, int Completed, int Changes, int ExpectedChanges, int ReadTwice, IReadOnlyList<string> Failures);

/// <summary>What a run gave.</summary>
internal sealed record CrawlReport(
    string Machine, string Runtime, DateTimeOffset TakenAt, CrawlPlan Plan, int MostConnections, int CrowdedHosts, int JobsLostToTheKill, IReadOnlyList<CrawlRound> Rounds)
{
    /// <summary>Pages that may be open at once on two cores.</summary>
    private const int MostPages = 8;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>True when each source was read and taken over once in each round, one connection a host, within the pages that may be open.</summary>
    public bool IsSound => MostConnections <= 1 && JobsLostToTheKill > 0
        && Rounds.All(round => round.Ends == Plan.Sources && round.Completed == Plan.Sources && round.Changes == round.ExpectedChanges && round.Samples.Max(sample => sample.OpenPages) <= MostPages)
        && Rounds.Sum(round => round.ReadTwice) <= JobsLostToTheKill;

    public void Print()
    {
        // A file or a pipe has no width of its own, and a wrapped table cannot be read.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        var table = new Table().Border(TableBorder.Simple).AddColumns("round", "at", "done", "s", "resident MB", "managed heap MB", "browser MB", "open pages");
        foreach (var column in table.Columns.Skip(2))
        {
            column.RightAligned();
        }

        foreach (var round in Rounds)
        {
            foreach (var (at, sample) in Curve(round.Samples))
            {
                table.AddRow(
                    round.Name, at, $"{sample.Done}", $"{sample.Seconds:0}", $"{sample.ResidentMegabytes:0}", $"{sample.HeapMegabytes:0}", $"{sample.BrowserMegabytes:0}", $"{sample.OpenPages}");
            }
        }

        AnsiConsole.Write(table);
        foreach (var round in Rounds)
        {
            AnsiConsole.WriteLine(
                $"{round.Name}: {round.Seconds:0} s, {round.Ends} ends of {Plan.Sources} readings published, {round.Completed} taken over, {round.Changes} of {round.ExpectedChanges} "
                + $"changes in the history, {round.ReadTwice} sources asked twice"
                + (round.Failures.Count > 0 ? $"; failed: {string.Join(", ", round.Failures)}." : "."));
        }

        AnsiConsole.WriteLine(
            $"{Plan.Sources} sources on {Plan.Hosts} hosts, {Plan.Scripted} of them by scripts. Connections of a host at once: {MostConnections} at most ({CrowdedHosts} hosts with more than one). "
            + $"Jobs in work when the Scraper was killed: {JobsLostToTheKill}. {Machine}, {Runtime}.");
    }

    public Task SaveAsync(string file, CancellationToken cancellationToken) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(this, Json), cancellationToken);

    private static IEnumerable<(string At, ScraperSample Sample)> Curve(IReadOnlyList<ScraperSample> samples)
    {
        yield return ("start", samples[0]);
        yield return ("quarter", samples[samples.Count / 4]);
        yield return ("half", samples[samples.Count / 2]);
        yield return ("three quarters", samples[samples.Count * 3 / 4]);
        yield return ("end", samples[^1]);
        yield return ("most", new ScraperSample(
            samples[^1].Done, samples[^1].Seconds, samples.Max(sample => sample.ResidentMegabytes), samples.Max(sample => sample.HeapMegabytes),
            samples.Max(sample => sample.BrowserMegabytes), samples.Max(sample => sample.OpenPages)));
    }
}
