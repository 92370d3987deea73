using System.Diagnostics.Metrics;
using PeteRental.Scraper.Crawling;
using PeteRental.ServiceDefaults.Telemetry;

namespace PeteRental.Scraper;

/// <summary>What is counted of scrapes.</summary>
internal static class ScraperMetrics
{
    private static readonly Counter<long> Scrapes = PeteTelemetry.Meter.CreateCounter<long>(
        "peterental.scrapes", "{scrape}", "Scrapes that ended, by outcome: completed, partial or the code of the failure");

    private static readonly Histogram<double> Seconds = PeteTelemetry.Meter.CreateHistogram<double>(
        "peterental.scrape.duration", "s", "From the beginning of a scrape to its end, by outcome");

    private static readonly Counter<long> Pages = PeteTelemetry.Meter.CreateCounter<long>(
        "peterental.scrape.pages", "{page}", "Pages of websites, by how they came: sent, not_modified, rendered or failed");

    private static readonly UpDownCounter<int> OpenPages = PeteTelemetry.Meter.CreateUpDownCounter<int>(
        "peterental.scrape.open_pages", "{page}", "Pages that are open in the browser now");

    private static readonly Counter<double> ModelCost = PeteTelemetry.Meter.CreateCounter<double>(
        "peterental.scrape.llm_cost", "USD", "What language models were paid");

    /// <summary>A scrape ended.</summary>
    public static void Finished(SiteReading reading, TimeSpan took)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", reading.ErrorCode ?? (reading.IsPartial ? "partial" : "completed"));
        Scrapes.Add(1, outcome);
        Seconds.Record(took.TotalSeconds, outcome);
    }

    /// <summary>A page came, or did not.</summary>
    public static void Page(string how) => Pages.Add(1, new KeyValuePair<string, object?>("how", how));

    /// <summary>A page is being opened in the browser.</summary>
    public static void Opened() => OpenPages.Add(1);

    /// <summary>It was closed.</summary>
    public static void Closed() => OpenPages.Add(-1);

    /// <summary>A model was paid.</summary>
    public static void Paid(decimal cost) => ModelCost.Add((double)cost);
}
