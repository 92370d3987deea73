namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>Splits names of data into words: <c>availableDate</c>, <c>available_date</c>, <c>Available-Date</c> and <c>fave_property_bedrooms</c>.</summary>
internal static class KeyWords
{
    private const int MaxLength = 60;

    /// <summary>Words that themes and vendors put before their names.</summary>
    private static readonly HashSet<string> Prefixes = new(StringComparer.Ordinal)
    {
        "fave", "rem", "epl", "es", "wpl", "wprentals", "acf", "meta", "cf", "wpcf", "listing", "property", "rental", "unit", "apartment",
            "home", "re", "prop", "rp", "floorplan", "pw", "field",
    };

    private static readonly Dictionary<string, string[]> RunTogether = new(StringComparer.Ordinal)
    {
        ["squarefeet"] = ["square", "feet"],
        ["squarefootage"] = ["square", "footage"],
        ["livingarea"] = ["living", "area"],
        ["floorsize"] = ["floor", "size"],
        ["availabledate"] = ["available", "date"],
        ["dateavailable"] = ["date", "available"],
        ["availableon"] = ["available", "on"],
        ["moveindate"] = ["move", "in", "date"],
        ["movein"] = ["move", "in"],
        ["marketrent"] = ["market", "rent"],
        ["monthlyrent"] = ["monthly", "rent"],
        ["askingrent"] = ["asking", "rent"],
        ["minrent"] = ["min", "rent"],
        ["maxrent"] = ["max", "rent"],
        ["minimumrent"] = ["min", "rent"],
        ["maximumrent"] = ["max", "rent"],
        ["rentamount"] = ["rent", "amount"],
        ["minprice"] = ["min", "price"],
        ["maxprice"] = ["max", "price"],
        ["unitnumber"] = ["unit", "number"],
        ["unitname"] = ["unit", "name"],
        ["apartmentname"] = ["apartment", "name"],
        ["apartmentnumber"] = ["apartment", "number"],
        ["aptnumber"] = ["apt", "number"],
        ["streetaddress"] = ["street", "address"],
        ["fulladdress"] = ["full", "address"],
        ["zipcode"] = ["zip", "code"],
        ["postalcode"] = ["postal", "code"],
        ["propertytype"] = ["property", "type"],
        ["petpolicy"] = ["pet", "policy"],
        ["petsallowed"] = ["pets", "allowed"],
        ["addresslocality"] = ["address", "locality"],
        ["addressregion"] = ["address", "region"],
        ["bedroomcount"] = ["bedroom", "count"],
        ["bathroomcount"] = ["bathroom", "count"],
        ["minsqft"] = ["min", "sqft"],
        ["maxsqft"] = ["max", "sqft"],
        ["detailsurl"] = ["details", "url"],
        ["detailurl"] = ["detail", "url"],
    };

    /// <summary>The words, lower case.</summary>
    public static IReadOnlyList<string> Of(string key)
    {
        if (key.Length > MaxLength)
        {
            return [];
        }

        var words = new List<string>(4);
        var start = 0;
        for (var at = 0; at <= key.Length; at++)
        {
            if (at == key.Length || !char.IsLetterOrDigit(key[at]) || BeginsWord(key, at))
            {
                Add(words, key[start..at].ToLowerInvariant());
                start = at < key.Length && char.IsLetterOrDigit(key[at]) ? at : at + 1;
            }
        }

        return words;
    }

    /// <summary>The same without a theme's or vendor's prefix; null when there is none.</summary>
    public static IReadOnlyList<string>? WithoutPrefix(IReadOnlyList<string> words) =>
        words.Count > 1 && Prefixes.Contains(words[0]) ? [.. words.SkipWhile((word, index) => index < words.Count - 1
            && Prefixes.Contains(word))] : null;

    private static void Add(List<string> words, string word)
    {
        if (RunTogether.TryGetValue(word, out var several))
        {
            words.AddRange(several);
        }
        else if (word.Length > 0)
        {
            words.Add(word);
        }
    }

    // availableDate, SQFTMin, address1 (address1 stays one word: it is known as such).
    private static bool BeginsWord(string key, int at) =>
        at > 0 && char.IsUpper(key[at]) && (char.IsLower(key[at - 1]) || char.IsDigit(key[at - 1])
            || (at + 1 < key.Length && char.IsLower(key[at + 1]) && char.IsUpper(key[at - 1])));
}
