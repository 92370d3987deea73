namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>The short forms by which two spellings of one street are told to be the same.</summary>
internal static class StreetSpelling
{
    private static readonly Dictionary<string, string> ShortForms = new(StringComparer.Ordinal)
    {
        ["street"] = "st",
        ["avenue"] = "ave",
        ["av"] = "ave",
        ["road"] = "rd",
        ["drive"] = "dr",
        ["lane"] = "ln",
        ["court"] = "ct",
        ["boulevard"] = "blvd",
        ["place"] = "pl",
        ["terrace"] = "ter",
        ["circle"] = "cir",
        ["parkway"] = "pkwy",
        ["highway"] = "hwy",
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
        ["saint"] = "st",
        ["mount"] = "mt",
    };

    /// <summary>A word of an address, in lower case, in its short form.</summary>
    public static string Shorten(string word) => ShortForms.GetValueOrDefault(word, word);
}
