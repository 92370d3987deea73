namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>A name of data that was understood.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Meaning">What it is about.</param>
/// <param name="Rank">How well it says so; lower is better.</param>
/// <param name="IsAboutOthers">What it names is about somebody or something else than the home around it.</param>
internal sealed record KnownKey(IReadOnlyList<string> Words, KeyMeaning Meaning, int Rank, bool IsAboutOthers);

/// <summary>Understands the names of a page's data, each once: they are the same for each home.</summary>
internal sealed class KeyReader
{
    /// <summary>Nested objects about somebody or something else.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "agent", "agents", "office", "offices", "company", "broker", "brokerage", "manager", "management", "contact", "contacts", "owner",
            "landlord", "seo", "user", "author", "organization", "similar", "nearby",
        "related", "recommended", "recommendations", "school", "schools", "review", "reviews", "tenant", "links", "site", "settings",
            "config", "header", "footer", "theme", "navigation", "menu", "filters",
        "filter", "params", "translations", "i18n", "messages", "analytics", "pagination", "breadcrumbs", "viewport", "career", "careers",
            "team", "blog", "posts", "history", "testimonials",
        "brand", "account", "session", "recently", "favorites",
    };

    private readonly Dictionary<(string Name, string Around), KnownKey> _known = [];

    /// <summary>Understands a name within another.</summary>
    public KnownKey Read(string name, string around)
    {
        if (!_known.TryGetValue((name, around), out var key))
        {
            key = Understand(name, around);
            _known[(name, around)] = key;
        }

        return key;
    }

    /// <summary>Whether what has this name is about somebody or something else.</summary>
    public bool IsAboutOthers(string name) => Read(name, "").IsAboutOthers;

    /// <summary>Whether a name is the key of one of many: "17", "Listing:17", a UUID.</summary>
    public static bool IsKeyOfOne(string name) =>
        (name.Contains(':', StringComparison.Ordinal) && !name.StartsWith("wp:", StringComparison.Ordinal)) || (name.Length > 0 && name
            .All(char.IsAsciiDigit)) || Guid.TryParse(name, out _);

    private static KnownKey Understand(string name, string around)
    {
        var words = KeyWords.Of(name);
        if (words.Count == 0)
        {
            return new KnownKey(words, KeyMeaning.None, 0, false);
        }

        var outer = KeyWords.Of(around);
        var (meaning, rank) = KeyMeanings.Of(words, outer);
        if (meaning == KeyMeaning.None && KeyWords.WithoutPrefix(words) is { } bare)
        {
            (meaning, rank) = KeyMeanings.Of(bare, outer);
            rank++;
        }

        return new KnownKey(words, meaning, rank, words.Any(Others.Contains));
    }
}
