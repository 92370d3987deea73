using System.Text.Json;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>Reads homes out of a page's data, and out of answers that are data as a whole.</summary>
internal static class EmbeddedJson
{
    private static readonly string[] ListNames = ["listings", "units", "rentals", "properties", "homes", "apartments", "results",
        "vacancies", "floorplans"];

    /// <summary>Homes of a body that is JSON itself: a platform's feed, WordPress REST, RentCafe's API.</summary>
    public static IReadOnlyList<FoundHome> ReadFeed(PageDocument page) =>
        page.IsJson && LenientJson.Parse(page.Body) is { } root ? JsonHomes.In(page, root, ReadingMethod.Feed, new KeyReader()) : [];

    /// <summary>Whether a feed answers that it has nothing: <c>[]</c> or <c>{"listings":[]}</c>.</summary>
    public static bool IsEmptyFeed(PageDocument page) => page.IsJson && LenientJson.Parse(page.Body) is { } root && (IsEmptyList(root)
        || (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Any(member => IsEmptyList(member.Value)
            && KeyWords.Of(member.Name).Any(ListNames.Contains))));

    /// <summary>Homes of the data within a page.</summary>
    public static IReadOnlyList<FoundHome> ReadEmbedded(PageDocument page)
    {
        var keys = new KeyReader();
        return page.IsJson ? [] : [.. JsonSources.Of(page).SelectMany(root => JsonHomes.In(page, root, ReadingMethod.EmbeddedJson, keys))];
    }

    private static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;
}
