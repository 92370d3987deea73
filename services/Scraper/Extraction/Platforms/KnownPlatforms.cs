using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>
/// Reads pages whose markup is a known platform's. The markup itself tells which: companies put it under names of their own.
/// Propertyware's widget draws what its feed says, which is read as data.
/// </summary>
internal static class KnownPlatforms
{
    private static readonly Func<PageDocument, IReadOnlyList<FoundHome>>[] Readers =
        [AppFolio.Read, Buildium.Read, RentCafe.Read, WordPressThemes.Read, LeasingCards.Read];

    /// <summary>The homes of the first platform that is recognised.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page) =>
        page.IsJson ? [] : Readers.Select(read => read(page)).FirstOrDefault(homes => homes.Count > 0) ?? [];
}
