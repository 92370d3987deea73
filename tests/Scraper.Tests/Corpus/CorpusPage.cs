using System.Text.Json;
using System.Text.Json.Serialization;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Corpus;

/// <summary>What a page truly lists, as a person reads it (<c>expected.json</c>).</summary>
/// <param name="Url">Where the page is.</param>
/// <param name="Today">The day on which it is read.</param>
/// <param name="Render">Its homes are there only after its scripts ran.</param>
/// <param name="Why">What makes it hard.</param>
/// <param name="Listings">Its homes.</param>
internal sealed record CorpusTruth(Uri Url, DateOnly Today, bool Render, string Why, IReadOnlyList<ListingView> Listings);

/// <summary>A saved page with its truth.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Html">As a site would send it.</param>
/// <param name="Truth">What it lists.</param>
internal sealed record CorpusPage(string Name, string Html, CorpusTruth Truth)
{
    /// <summary>Strict: a misspelt field in a truth would be a field that nobody checks.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>All pages of a folder, by name.</summary>
    public static IReadOnlyList<CorpusPage> Load(string folder) =>
        [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(LoadOne)];

    private static CorpusPage LoadOne(string folder)
    {
        var truth = JsonSerializer.Deserialize<CorpusTruth>(File.ReadAllText(Path.Combine(folder, "expected.json")), Json)
            ?? throw new JsonException($"{folder} holds no truth.");
        return new CorpusPage(Path.GetFileName(folder), File.ReadAllText(Path.Combine(folder, "page.html")), truth);
    }
}
