using System.Globalization;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Corpus;

/// <summary>How well one page was read.</summary>
/// <param name="Name">The page.</param>
/// <param name="Expected">Homes it lists.</param>
/// <param name="Read">Homes that were read.</param>
/// <param name="Matched">Homes that are both.</param>
/// <param name="Counts">By field.</param>
/// <param name="Differences">What is wrong, a line each.</param>
internal sealed record PageScore(
    string Name, int Expected, int Read, int Matched, IReadOnlyDictionary<string, FieldCount> Counts, IReadOnlyList<string> Differences)
{
    /// <summary>Over all its values, whatever their field. A page without homes of which none was read is perfect.</summary>
    public double F1 => Counts.Values.Aggregate(default(FieldCount), (sum, count) => sum + count).F1;
}

/// <summary>How well all pages were read.</summary>
/// <param name="Pages">Each of them.</param>
internal sealed record CorpusScore(IReadOnlyList<PageScore> Pages)
{
    // Two homes that share nothing but the number of their baths are two homes.
    private const int FewestShared = 3;

    /// <summary>By field, over all pages.</summary>
    public IReadOnlyList<(string Field, FieldCount Count)> Fields =>
        [.. FieldComparison.Fields.Select(one => (one.Field, Pages.Aggregate(default(FieldCount), (sum, page) => sum + page.Counts[one.Field])))];

    /// <summary>The mean of the fields' F1: a field that few pages have counts as much as the rent.</summary>
    public double MacroF1 => Fields.Where(one => one.Count.IsThere).Average(one => one.Count.F1);

    /// <summary>Compares what was read of a page with what it lists.</summary>
    public static PageScore Of(CorpusPage page, IReadOnlyList<ListingView> read)
    {
        var counts = FieldComparison.Fields.ToDictionary(field => field.Field, _ => default(FieldCount));
        var differences = new List<string>();
        var matched = 0;
        foreach (var (truth, found) in Pair(page, read))
        {
            matched += truth is not null && found is not null ? 1 : 0;
            foreach (var (field, count) in FieldComparison.Fields)
            {
                counts[field] += count(truth, found, page.Truth.Url);
            }

            differences.AddRange(Differences(truth, found, page.Truth.Url));
        }

        return new PageScore(page.Name, page.Truth.Listings.Count, read.Count, matched, counts, differences);
    }

    /// <summary>Each home of the truth with the one that was read for it; what is left over on either side stands alone.</summary>
    private static IEnumerable<(ListingView? Truth, ListingView? Read)> Pair(CorpusPage page, IReadOnlyList<ListingView> read)
    {
        var truths = page.Truth.Listings;
        var pairs = from t in Enumerable.Range(0, truths.Count)
                    from r in Enumerable.Range(0, read.Count)
                    let likeness = Likeness(truths[t], read[r], page.Truth.Url)
                    where likeness >= FewestShared
                    orderby likeness descending, Math.Abs(t - r)
                    select (t, r);
        var partners = new int?[truths.Count];
        var taken = new bool[read.Count];
        foreach (var (t, r) in pairs)
        {
            if (partners[t] is null && !taken[r])
            {
                (partners[t], taken[r]) = (r, true);
            }
        }

        return truths.Select((truth, t) => ((ListingView?)truth, partners[t] is { } r ? read[r] : null))
            .Concat(read.Where((_, r) => !taken[r]).Select(home => ((ListingView?)null, (ListingView?)home)));
    }

    /// <summary>The same page is the same home, then the same door, then whatever else is equal.</summary>
    private static int Likeness(ListingView truth, ListingView read, Uri page)
    {
        var equal = FieldComparison.Fields.Where(field => field.Count(truth, read, page).Right > 0).Select(field => field.Field).ToHashSet(StringComparer.Ordinal);
        var sameDoor = equal.Contains("property_address") && (equal.Contains("unit") || (truth.Unit is null && read.Unit is null));
        return equal.Count + (equal.Contains("url") ? 100 : 0) + (sameDoor ? 50 : 0);
    }

    private static IEnumerable<string> Differences(ListingView? truth, ListingView? read, Uri page)
    {
        var home = truth ?? read;
        var name = $"{home?.PropertyAddress ?? home?.Url ?? "a home without address"}{(home?.Unit is { } unit ? $" #{unit}" : "")}";
        return (truth, read) switch
        {
            (_, null) => [$"missed: {name}"],
            (null, _) => [$"invented: {name}"],
            _ => FieldComparison.Fields
                .Where(field => field.Count(truth, read, page) is { Invented: > 0 } or { Missed: > 0 })
                .Select(field => $"{name}: {field.Field} is {Show(truth, field.Field)}, read as {Show(read, field.Field)}"),
        };
    }

    private static string Show(ListingView home, string field) => field switch
    {
        "property_address" => Quote(home.PropertyAddress),
        "unit" => Quote(home.Unit),
        "city" => Quote(home.City),
        "state" => Quote(home.State),
        "postal_code" => Quote(home.PostalCode),
        "price" => Quote(home.Price),
        "price_max" => Quote(home.PriceMax),
        "bedrooms" => Quote(home.Bedrooms),
        "bathrooms" => Quote(home.Bathrooms),
        "square_feet" => Quote(home.SquareFeet),
        "property_type" => Quote(home.PropertyType),
        "available_date" => Quote(home.AvailableDate?.ToString("O", CultureInfo.InvariantCulture)),
        "availability_status" => Quote(home.AvailabilityStatus),
        "pets" => Quote(home.Pets),
        "description" => Quote(home.Description),
        "amenities" => $"[{string.Join("; ", home.Amenities)}]",
        "photos" => $"[{string.Join("; ", home.Photos)}]",
        _ => Quote(home.Url),
    };

    private static string Quote(object? value) => value is null ? "null" : FormattableString.Invariant($"'{value}'");
}
