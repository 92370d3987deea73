using PeteRental.Scraper.Extraction.Merging;
using PeteRental.Scraper.Extraction.Structured.Json;

namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>Reads <c>&lt;script type="application/ld+json"&gt;</c>. Each block is read alone: a broken one does not spoil the others.</summary>
internal static class JsonLd
{
    private const int MaxBlocks = 200;

    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) => SchemaHomes.In(
        page,
        [.. page.Scripts.Where(script => script.Type == "application/ld+json").Take(MaxBlocks)
            .Select(script => LenientJson.Parse(script.Text)).Where(block => block is not null).Select(block => block!.Value)],
        ReadingMethod.JsonLd);
}
