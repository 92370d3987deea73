using System.Globalization;
using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Corpus;

/// <summary>What of one field is right, invented and missed.</summary>
internal readonly record struct FieldCount(int Right, int Invented, int Missed)
{
    public static FieldCount operator +(FieldCount a, FieldCount b) => new(a.Right + b.Right, a.Invented + b.Invented, a.Missed + b.Missed);

    /// <summary>Whether the field occurs at all, in the truth or in what was read.</summary>
    public bool IsThere => Right + Invented + Missed > 0;

    public double Precision => Right + Invented == 0 ? 1 : (double)Right / (Right + Invented);

    public double Recall => Right + Missed == 0 ? 1 : (double)Right / (Right + Missed);

    public double F1 => IsThere ? 2.0 * Right / ((2 * Right) + Invented + Missed) : 1;
}

/// <summary>
/// Compares a field of what was read with the truth, as the field wants it: an address in any usual spelling is the same address, a price
/// is that price or wrong. A wrong value counts twice, as invented and as missed; null is never wrong where the page says nothing.
/// </summary>
internal static partial class FieldComparison
{
    /// <summary>The fields in the API's order, each with how it is compared.</summary>
    public static readonly IReadOnlyList<(string Field, Func<ListingView?, ListingView?, Uri, FieldCount> Count)> Fields =
    [
        ("property_address", (truth, read, _) => One(truth?.PropertyAddress, read?.PropertyAddress, SameBy(Street))),
        ("unit", (truth, read, _) => One(truth?.Unit, read?.Unit, SameBy(UnitKey))),
        ("city", (truth, read, _) => One(truth?.City, read?.City, SameBy(Words))),
        ("state", (truth, read, _) => One(truth?.State, read?.State, SameBy(Words))),
        ("postal_code", (truth, read, _) => One(truth?.PostalCode, read?.PostalCode, SameBy(code => code[..Math.Min(5, code.Length)]))),
        ("price", (truth, read, _) => One(truth?.Price, read?.Price)),
        ("price_max", (truth, read, _) => One(truth?.PriceMax, read?.PriceMax)),
        ("bedrooms", (truth, read, _) => One(truth?.Bedrooms, read?.Bedrooms)),
        ("bathrooms", (truth, read, _) => One(truth?.Bathrooms, read?.Bathrooms)),
        ("square_feet", (truth, read, _) => One(truth?.SquareFeet, read?.SquareFeet, (a, b) => Math.Abs(a!.Value - b!.Value) <= 1)),
        ("property_type", (truth, read, _) => One(truth?.PropertyType, read?.PropertyType, SameBy(type => type))),
        ("available_date", (truth, read, _) => One(truth?.AvailableDate, read?.AvailableDate)),
        ("availability_status", (truth, read, _) => One(Known(truth?.AvailabilityStatus), Known(read?.AvailabilityStatus), SameBy(status => status))),
        ("pets", (truth, read, _) => One(truth?.Pets, read?.Pets, SamePets)),
        ("description", (truth, read, _) => One(truth?.Description, read?.Description, (a, b) => Overlap(a!, b!) >= 0.8)),
        ("amenities", (truth, read, _) => Set(truth?.Amenities, read?.Amenities, Words)),
        ("photos", (truth, read, _) => Set(truth?.Photos, read?.Photos, Picture)),
        ("url", (truth, read, page) => One(OwnPage(truth?.Url, page), OwnPage(read?.Url, page), SameBy(url => url))),
    ];

    /// <summary>The address in a form that is the same for all usual spellings.</summary>
    public static string Street(string address)
    {
        var words = Words(address.Replace("½", " 1/2", StringComparison.Ordinal)).Split(' ');
        return string.Join(' ', words.Select(word => ShortForms.GetValueOrDefault(word, word)));
    }

    /// <summary>The unit without what it is called: apt, #, suite.</summary>
    public static string UnitKey(string unit) =>
        string.Join(' ', Words(unit).Split(' ').Where(word => !UnitWords.Contains(word))).Replace(" ", "", StringComparison.Ordinal);

    private static FieldCount One<T>(T? truth, T? read, Func<T?, T?, bool>? same = null) => (truth, read) switch
    {
        (null, null) => default,
        (null, _) => new FieldCount(0, 1, 0),
        (_, null) => new FieldCount(0, 0, 1),
        _ when same?.Invoke(truth, read) ?? EqualityComparer<T>.Default.Equals(truth, read) => new FieldCount(1, 0, 0),
        _ => new FieldCount(0, 1, 1),
    };

    private static FieldCount Set(IReadOnlyList<string>? truth, IReadOnlyList<string>? read, Func<string, string> key)
    {
        var wanted = (truth ?? []).Select(key).ToHashSet(StringComparer.Ordinal);
        var given = (read ?? []).Select(key).ToHashSet(StringComparer.Ordinal);
        var right = given.Count(wanted.Contains);
        return new FieldCount(right, given.Count - right, wanted.Count - right);
    }

    private static Func<string?, string?, bool> SameBy(Func<string, string> key) => (a, b) => key(a!) == key(b!);

    private static string? Known(string? status) => status is "unknown" ? null : status;

    /// <summary>A home without a page of its own may be shown with the page it is on, or with none. What follows # is no other page.</summary>
    private static string? OwnPage(string? url, Uri page) =>
        url is null || WithoutFragment(url) == WithoutFragment(page.AbsoluteUri) ? null : WithoutFragment(url);

    private static string WithoutFragment(string url) => url.Split('#')[0].TrimEnd('/');

    /// <summary>Whoever says the same thing about pets in more or fewer words says the same.</summary>
    private static bool SamePets(string? a, string? b)
    {
        var (truth, read) = (Words(a!), Words(b!));
        return (RefusesPets(truth) && RefusesPets(read))
            || truth.Contains(read, StringComparison.Ordinal)
            || read.Contains(truth, StringComparison.Ordinal)
            || Overlap(truth, read) >= 0.6;
    }

    private static bool RefusesPets(string words) => words is "no" or "none" || NoPets().IsMatch(words);

    /// <summary>F1 of the words of two texts, each as often as it occurs.</summary>
    private static double Overlap(string a, string b)
    {
        var (truth, read) = (Words(a).Split(' '), Words(b).Split(' '));
        var counts = truth.GroupBy(word => word, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var common = read.GroupBy(word => word, StringComparer.Ordinal).Sum(group => Math.Min(group.Count(), counts.GetValueOrDefault(group.Key)));
        return 2.0 * common / (truth.Length + read.Length);
    }

    /// <summary>Lower case, letters and digits, one space between.</summary>
    private static string Words(string text)
    {
        var plain = text.Normalize(System.Text.NormalizationForm.FormKC).Replace("’", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        return NotWord().Replace(plain.ToLower(CultureInfo.InvariantCulture), " ").Trim();
    }

    /// <summary>A picture in any of its sizes is that picture.</summary>
    private static string Picture(string url)
    {
        var path = url.Split('?', '#')[0];
        var dot = path.LastIndexOf('.');
        return dot < 0 ? path : Size().Replace(path[..dot], "");
    }

    private static readonly HashSet<string> UnitWords = new(StringComparer.Ordinal) { "apt", "apartment", "unit", "suite", "ste", "no", "lot", "room", "rm", "residence" };

    private static readonly Dictionary<string, string> ShortForms = new(StringComparer.Ordinal)
    {
        ["street"] = "st",
        ["avenue"] = "ave",
        ["road"] = "rd",
        ["drive"] = "dr",
        ["lane"] = "ln",
        ["court"] = "ct",
        ["boulevard"] = "blvd",
        ["place"] = "pl",
        ["terrace"] = "ter",
        ["parkway"] = "pkwy",
        ["highway"] = "hwy",
        ["circle"] = "cir",
        ["square"] = "sq",
        ["trail"] = "trl",
        ["north"] = "n",
        ["south"] = "s",
        ["east"] = "e",
        ["west"] = "w",
        ["northeast"] = "ne",
        ["northwest"] = "nw",
        ["southeast"] = "se",
        ["southwest"] = "sw",
    };

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotWord();

    [GeneratedRegex("^(sorry |absolutely )?(no|not) (pets?|animals)( allowed| please| accepted)?\\b|^pets? (not allowed|no|none)\\b")]
    private static partial Regex NoPets();

    [GeneratedRegex(@"[-_](\d{2,4}x\d{2,4}|\d{2,4}w?)$")]
    private static partial Regex Size();
}
