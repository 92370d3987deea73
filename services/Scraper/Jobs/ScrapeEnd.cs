using PeteRental.Contracts.Events;
using PeteRental.Scraper.Crawling;

namespace PeteRental.Scraper.Jobs;

/// <summary>What is published when a job ends.</summary>
internal static class ScrapeEnd
{
    /// <summary>Homes in one event at most: a broker's messages shall stay small.</summary>
    public const int ChunkSize = 100;

    /// <summary>The homes in chunks, the last one marked; without homes one chunk that has none.</summary>
    public static IEnumerable<ScrapeCompleted> Completed(ScrapeRequested request, SiteReading reading, DateTimeOffset now)
    {
        var chunks = reading.Listings.Chunk(ChunkSize).DefaultIfEmpty([]).ToArray();
        return chunks.Select((listings, index) => new ScrapeCompleted(
            request.WorkspaceId, now, request.ScrapeId, request.SourceId, index, index == chunks.Length - 1, listings, reading.Listings.Count, reading.Method,
            reading.Pages, reading.Cost, reading.SaysNoneAvailable, reading.IsPartial, reading.FinalUrl, reading.Warnings));
    }

    /// <summary>Why there are none.</summary>
    public static ScrapeFailed Failed(ScrapeRequested request, SiteReading reading, string code, DateTimeOffset now) =>
        new(request.WorkspaceId, now, request.ScrapeId, request.SourceId, code, reading.Pages, reading.Cost, reading.Warnings);
}
