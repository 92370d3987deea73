using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.OpenRouter.Reading;

/// <summary>
/// Reads homes for rent out of text, line by line: a home begins with its address, or with its rent where rents stand first, and an
/// address without rent or rooms is an office's. What is not said stays unknown.
/// </summary>
internal static partial class HomeReader
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Types = ["apartment", "house", "townhouse", "condo", "duplex", "loft", "cottage"];

    /// <summary>The homes of a text, in its order.</summary>
    public static IReadOnlyList<Home> Read(string text)
    {
        var lines = Delimited(text).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return [.. Regions(lines).Select(ReadRegion).Where(home => home.Has("price") || home.Has("bedrooms"))];
    }

    /// <summary>What is filled in when only "a JSON object" was asked for.</summary>
    public static JsonObject DefaultSchema() => JsonNode.Parse("""
        {"type":"object","properties":{"listings":{"type":"array","items":{"type":"object","properties":{
          "property_address":{"type":["string","null"]},"unit":{"type":["string","null"]},"city":{"type":["string","null"]},
          "state":{"type":["string","null"]},"postal_code":{"type":["string","null"]},"price":{"type":["number","null"]},
          "bedrooms":{"type":["integer","null"]},"bathrooms":{"type":["number","null"]},"square_feet":{"type":["integer","null"]}}}}}}
        """)!.AsObject();

    // Instructions stand around the text that is meant; that is the longest part between marks, or all of it.
    private static string Delimited(string text) =>
        Marked().Matches(text).Select(match => match.Groups["inner"].Value).Append("").MaxBy(inner => inner.Length) is { Length: > 0 } inner ? inner : text;

    private static IEnumerable<List<string>> Regions(List<string> lines)
    {
        var addresses = lines.Index().Where(line => Address().IsMatch(line.Item)).Select(line => line.Index).ToList();
        if (addresses.Count == 0)
        {
            return [];
        }

        // A rent above the first home's address means that rents stand first everywhere.
        var firstRent = lines.FindIndex(line => RentOf(line) is not null);
        var rentsFirst = firstRent >= 0 && addresses.Any(address => address - firstRent is 1 or 2);
        var starts = addresses.Select(address => rentsFirst && address > 0 && RentOf(lines[address - 1]) is not null ? address - 1 : address).Distinct().ToList();
        return starts.Select((start, index) => lines[start..(index + 1 < starts.Count ? starts[index + 1] : lines.Count)]);
    }

    private static Home ReadRegion(List<string> lines)
    {
        var home = new Home();
        foreach (var line in lines)
        {
            ReadAddress(home, line);
            if (RentOf(line) is { } rent)
            {
                home.Note("price", rent.Groups["low"].Value.Replace(",", "", StringComparison.Ordinal), rent.Value);
                home.Note("price_max", rent.Groups["high"].Value.Replace(",", "", StringComparison.Ordinal), rent.Value);
            }

            ReadRooms(home, line);
            ReadAvailability(home, line);
            if (Pets().Match(line) is { Success: true } pets)
            {
                home.Note("pets", pets.Groups["text"].Value, line);
            }
        }

        home.Note("availability", home.Has("available_date") ? "date" : "unknown");
        home.Note("description", lines.Where(line => line.Length > 60 && !Address().IsMatch(line)).MaxBy(line => line.Length));
        return home;
    }

    private static void ReadAddress(Home home, string line)
    {
        if (Address().Match(line) is not { Success: true } address)
        {
            Note(home, Town().Match(line));
            return;
        }

        if (home.Has("property_address"))
        {
            return;
        }

        home.Note("property_address", address.Groups["street"].Value, address.Value);
        var rest = line[(address.Index + address.Length)..];
        if (Unit().Match(rest) is { Success: true } unit)
        {
            home.Note("unit", unit.Groups["unit"].Value, unit.Value);
        }

        Note(home, Town().Match(rest));
        home.Note("address", line[address.Index..], line);

        static void Note(Home home, Match town)
        {
            home.Note("city", town.Groups["city"].Value, town.Value);
            home.Note("state", town.Groups["state"].Value, town.Value);
            home.Note("postal_code", town.Groups["zip"].Value, town.Value);
        }
    }

    private static void ReadRooms(Home home, string line)
    {
        var beds = Beds().Match(line);
        home.Note("bedrooms", beds.Success ? beds.Groups["count"].Success ? beds.Groups["count"].Value : "0" : null, beds.Value);
        var baths = Baths().Match(line);
        home.Note("bathrooms", baths.Groups["count"].Value, baths.Value);
        var feet = Feet().Match(line);
        home.Note("square_feet", (feet.Groups["before"].Value + feet.Groups["after"].Value).Replace(",", "", StringComparison.Ordinal), feet.Value);
        home.Note("property_type", Types.FirstOrDefault(type => Regex.IsMatch(line, $@"\b{type}\b", RegexOptions.IgnoreCase)), line);
    }

    private static void ReadAvailability(Home home, string line)
    {
        if (Available().Match(line) is not { Success: true } available)
        {
            return;
        }

        var date = available.Groups["year"] is { Success: true } year
            ? Date(Number(year), Number(available.Groups["month"]), Number(available.Groups["day"]))
            : available.Groups["name"] is { Success: true } name
                ? Date(Number(available.Groups["named"]), Array.IndexOf(Months, name.Value[..3].ToLowerInvariant()) + 1, Number(available.Groups["on"]))
                : null;
        home.Note("available_date", date, available.Value);
        home.Note("availability", date is not null ? "date" : available.Groups["now"].Success ? "now" : available.Groups["list"].Success ? "waitlist" : null, available.Value);

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
        static string? Date(int year, int month, int day) =>
            DateOnly.TryParse($"{(year < 100 ? 2000 + year : year):0000}-{month:00}-{day:00}", CultureInfo.InvariantCulture, out var date)
                ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : null;
    }

    private static Match? RentOf(string line) => NotRent().IsMatch(line) ? null : Rent().Match(line) is { Success: true } rent ? rent : null;

    [GeneratedRegex("""<(?<tag>[A-Za-z][\w-]*)[^>]*>(?<inner>[\s\S]+)</\k<tag>>|```\w*\n(?<inner>[\s\S]+?)```|<<<+\w*\n?(?<inner>[\s\S]+?)>>>+|"{3}(?<inner>[\s\S]+?)"{3}|^(?:-{3,}|={3,}).*\n(?<inner>[\s\S]+)\n(?:-{3,}|={3,})""", RegexOptions.CultureInvariant | RegexOptions.Multiline, 2_000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"(?<street>\b\d+[A-Za-z]?(?:\s+[NSEW]\.?)?(?:\s+[A-Z][\w'.]*){1,4}?\s+(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Circle|Cir|Boulevard|Blvd|Way|Place|Pl|Terrace|Row|Hill|Parkway|Pkwy|Trail|Square)\b)\.?", RegexOptions.CultureInvariant, 2_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A\s*(?:,\s*|-\s+|\s)(?:(?:Apt|Apartment|Unit|Suite|Ste)\.?\s*#?|#)\s*(?<unit>[\w-]+)|\A\s*-\s+(?<unit>[\w-]{1,8})(?=,|\s*\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Unit();

    [GeneratedRegex(@"(?:\A|,\s*)(?<city>[A-Z][A-Za-z.' ]{1,40}),\s*(?<state>[A-Z]{2})\b(?:\s+(?<zip>\d{5})(?:-\d{4})?)?", RegexOptions.CultureInvariant, 2_000)]
    private static partial Regex Town();

    [GeneratedRegex(@"\$\s?(?<low>\d{1,3}(?:,\d{3})+|\d{3,5})(?:\.\d\d)?(?:\s*(?:-|–|to)\s*\$?\s?(?<high>\d{1,3}(?:,\d{3})+|\d{3,5}))?", RegexOptions.CultureInvariant, 2_000)]
    private static partial Regex Rent();

    [GeneratedRegex(@"deposit|fee\b|total monthly|utilit|per week|weekly", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex NotRent();

    [GeneratedRegex(@"(?<count>\d+)\s*-?\s*(?:bd|br|beds?|bedrooms?)\b|\bstudio\b|\befficiency\b|\bbedrooms?:?\s+(?<count>\d+)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Beds();

    [GeneratedRegex(@"(?<count>\d+(?:\.5)?)\s*-?\s*(?:ba|baths?|bathrooms?)\b|\bbath(?:room)?s?:?\s+(?<count>\d+(?:\.5)?)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Baths();

    [GeneratedRegex(@"(?<before>\d[\d,]*)\s*(?:sq\.?\s*f(?:ee)?t\b|sqft\b|sf\b|square feet\b)|square feet:?\s+(?<after>\d[\d,]*)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Feet();

    [GeneratedRegex(@"availab(?:le|ility):?\s+(?:from\s+|on\s+)?(?:(?<now>now|immediately)|(?<list>waitlist)|(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4}|\d\d)\b|(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)|(?<name>[A-Z][a-z]{2,8})\.?\s+(?<on>\d{1,2}),?\s+(?<named>\d{4}))|\b(?<list>waitlist)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Available();

    [GeneratedRegex(@"\bpet(?:s| policy)\s*:\s*(?<text>.+)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Pets();
}
