using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Tests.Corpus;

namespace PeteRental.Bench.Extraction;

/// <summary>Measures how well and how fast pages are read: the corpus of the tests, judged by the tests' own judge.</summary>
internal static class ExtractionCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Describe()
    {
        var pages = new Option<DirectoryInfo>("--pages")
        {
            Description = "Folder of pages, each a folder with page.html and expected.json.",
            DefaultValueFactory = _ => new DirectoryInfo("tests/Scraper.Tests/Corpus/pages"),
        };
        var rounds = new Option<int>("--rounds") { Description = "How often each page is read.", DefaultValueFactory = _ => 20 };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("extraction", "Measures how well and how fast pages are read.") { pages, rounds, json };
        command.SetAction((given, cancellationToken) => RunAsync(given.GetValue(pages)!, given.GetValue(rounds), given.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, int rounds, FileInfo? json, CancellationToken cancellationToken)
    {
        var pages = CorpusPage.Load(folder.FullName);
        // The first reading is the judged one, and warms the code up.
        var score = new CorpusScore([.. pages.Where(page => !page.Truth.Render).Select(Judge)]);
        var speeds = Measure(pages, rounds, cancellationToken);
        var report = new ExtractionReport(
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}", RuntimeInformation.FrameworkDescription,
            TimeProvider.System.GetUtcNow(), score, speeds);
        report.Print();
        if (json is not null)
        {
            await report.SaveAsync(json.FullName, cancellationToken);
        }

        return report.IsGoodEnough ? 0 : 1;
    }

    private static PageScore Judge(CorpusPage page) => CorpusScore.Of(page, [.. Read(page).Listings.Select(home => ListingView.Of(home, page.Truth.Today))]);

    private static PageExtraction Read(CorpusPage page) => ListingExtractor.Extract(page.Html, page.Truth.Url, page.Truth.Today);

    /// <summary>Page after page on one thread, round after round: what one page costs, not what the machine could do.</summary>
    private static IReadOnlyList<PageSpeed> Measure(IReadOnlyList<CorpusPage> pages, int rounds, CancellationToken cancellationToken)
    {
        var taken = pages.Select(_ => new List<double>(rounds)).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < pages.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var start = Stopwatch.GetTimestamp();
                Read(pages[i]);
                taken[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return [.. pages.Zip(taken, (page, times) => new PageSpeed(page.Name, page.Html.Length, [.. times.Order()]))];
    }
}
