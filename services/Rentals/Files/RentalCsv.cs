using System.Collections.Frozen;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using PeteRental.Rentals.Rentals;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Files;

/// <summary>What is wrong with a line of a file.</summary>
/// <param name="Line">From 1; the header is line 1.</param>
/// <param name="Field">Name of the field.</param>
/// <param name="Message">What it should be.</param>
internal sealed record CsvError(int Line, string Field, string Message);

/// <summary>A line of a file that can be read: what it says of a home.</summary>
internal sealed record CsvHome(int Line, RentalRequest Request);

/// <summary>A file of homes.</summary>
/// <param name="Homes">The lines that can be read.</param>
/// <param name="Errors">What is wrong with the others.</param>
/// <param name="Rows">Lines with anything on them, without the header.</param>
/// <param name="Ignored">Columns that mean nothing here.</param>
/// <param name="Refusal">Why nothing of it is read; null when it is.</param>
internal sealed record CsvFile(IReadOnlyList<CsvHome> Homes, IReadOnlyList<CsvError> Errors, int Rows, IReadOnlyList<string> Ignored, string? Refusal);

/// <summary>Homes as comma-separated values (RFC 4180). Pure but for the text reader.</summary>
internal static class RentalCsv
{
    /// <summary>Lines of a file.</summary>
    public const int MostRows = 5_000;

    private const int LongestCell = 20_000;

    /// <summary>The columns of an export.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "property_address", "unit", "city", "state", "postal_code", "price", "price_max", "bedrooms", "bathrooms", "square_feet", "property_type",
        "available_date", "availability", "pets", "description", "amenities", "photos", "url", "website", "source_type", "first_seen_at", "last_seen_at", "rental_id",
    ];

    // Of an export, but not for anybody to set.
    private static readonly FrozenSet<string> Derived = "website source_type first_seen_at last_seen_at rental_id".Split(' ').ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Names = new[]
    {
        "property_address address street street_address addr", "unit apt apartment unit_number apt_number", "city town", "state st province", "postal_code zip zip_code postcode",
        "price rent monthly_rent rent_amount price_min min_price", "price_max max_price max_rent rent_max", "bedrooms beds bed br bedroom", "bathrooms baths bath ba bathroom",
        "square_feet sqft sq_ft area size square_footage squarefeet", "property_type type kind", "available_date available availability_date available_from move_in move_in_date date_available",
        "availability availability_status status", "pets pet_policy", "description notes details remarks", "amenities features", "photos images photo image pictures", "url link listing_url",
    }.Select(row => row.Split(' ')).SelectMany(row => row.Select(name => (name, row[0])))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Item2);

    /// <summary>Reads a file.</summary>
    public static CsvFile Read(TextReader text)
    {
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            MissingFieldFound = null,
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = LongestCell,
        });
        try
        {
            return csv.Read() && csv.ReadHeader() ? Read(csv) : Refused("The file is empty.");
        }
        catch (CsvHelperException)
        {
            return Refused("The file cannot be read as comma-separated values.");
        }
    }

    /// <summary>The cells of a home, in the order of <see cref="Columns"/>.</summary>
    public static IEnumerable<string?> CellsOf(Rental rental) =>
    [
        rental.PropertyAddress, rental.Unit, rental.City, rental.State, rental.PostalCode, Write(rental.Price), Write(rental.PriceMax), Write(rental.Bedrooms), Write(rental.Bathrooms),
        Write(rental.SquareFeet), rental.PropertyType, rental.AvailableDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), rental.Availability, rental.Pets, rental.Description,
        string.Join("; ", rental.Amenities), string.Join(' ', rental.Photos), rental.Url, rental.Website, rental.SourceType, Write<DateTimeOffset>(rental.FirstSeenAt), Write<DateTimeOffset>(rental.LastSeenAt), rental.Id.ToString(),
    ];

    /// <summary>
    /// A cell that no spreadsheet takes for a formula: with an apostrophe in front, as OWASP advises ("CSV Injection"), which reading takes
    /// away again.
    /// </summary>
    public static string? Harmless(string? cell) => cell is { Length: > 0 } && IsFormula(cell) ? $"'{cell}" : cell;

    private static CsvFile Read(CsvReader csv)
    {
        var columns = (csv.HeaderRecord ?? []).Select(header => (Header: header, Name: NameOf(header))).ToList();
        if (columns.TrueForAll(column => column.Name != "property_address"))
        {
            return Refused("There is no column property_address (or address) in the first line.");
        }

        var (homes, errors, rows) = (new List<CsvHome>(), new List<CsvError>(), 0);
        while (csv.Read())
        {
            if (++rows > MostRows)
            {
                return Refused($"More than {MostRows} lines. Divide the file.");
            }

            var line = csv.Parser.RawRow;
            var cells = new Cells(columns.Select((column, index) => (column.Name, Plain(csv.GetField(index)))));
            var request = cells.ToRequest();
            var wrong = cells.Errors.Concat(request.Check(null).ByField.Select(error => (Field: error.Key, Message: error.Value[0]))).ToList();
            errors.AddRange(wrong.Select(error => new CsvError(line, error.Field, error.Message)));
            if (wrong.Count == 0)
            {
                homes.Add(new CsvHome(line, request));
            }
        }

        return new CsvFile(homes, errors, rows, [.. columns.Where(column => column.Name is null).Select(column => column.Header)], null);
    }

    private static string? NameOf(string? header)
    {
        var name = string.Join('_', Addresses.AddressWords.Split(header?.Replace('_', ' ')));
        return Derived.Contains(name) ? "" : Names.GetValueOrDefault(name);
    }

    private static string? Plain(string? cell) => cell is ['\'', .. var rest] && IsFormula(rest) ? rest : cell;

    private static bool IsFormula(string cell) => cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r';

    private static CsvFile Refused(string why) => new([], [], 0, [], why);

    private static string? Write<T>(T? value)
        where T : struct, IFormattable => value?.ToString(value is DateTimeOffset ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : value is decimal ? "0.##" : null, CultureInfo.InvariantCulture);

    // The cells of one line that are not empty. An empty one says nothing.
    private sealed class Cells(IEnumerable<(string? Name, string? Text)> cells)
    {
        private readonly Dictionary<string, string> _texts = cells
            .Where(cell => !string.IsNullOrEmpty(cell.Name) && !string.IsNullOrWhiteSpace(cell.Text)).DistinctBy(cell => cell.Name)
            .ToDictionary(cell => cell.Name!, cell => cell.Text!.Trim());

        public List<(string Field, string Message)> Errors { get; } = [];

        public RentalRequest ToRequest()
        {
            var isNow = _texts.GetValueOrDefault("available_date")?.ToLowerInvariant() is "now" or "immediately" or "available now" or "available";
            return new RentalRequest
            {
                PropertyAddress = Text("property_address"),
                Unit = Text("unit"),
                City = Text("city"),
                State = Text("state"),
                PostalCode = Text("postal_code"),
                Price = Number("price"),
                PriceMax = Number("price_max"),
                Bedrooms = _texts.GetValueOrDefault("bedrooms")?.ToLowerInvariant() == "studio" ? Given.Of<decimal?>(0) : Number("bedrooms"),
                Bathrooms = Number("bathrooms"),
                SquareFeet = Number("square_feet") is { HasValue: true, Value: var area } ? Given.Of<int?>((int)Math.Min(int.MaxValue, area!.Value)) : default,
                PropertyType = Text("property_type"),
                AvailableDate = isNow ? default : Date(),
                Availability = isNow ? Given.Of<string?>(Availability.Now) : AvailabilityText(),
                Pets = Text("pets"),
                Description = Text("description"),
                Amenities = List("amenities", ';', '|'),
                Photos = List("photos", ' ', '|'),
                Url = Text("url"),
            };
        }

        private Given<string?> Text(string name) => _texts.TryGetValue(name, out var text) ? Given.Of<string?>(text) : default;

        // "coming_soon" and "available" are what lists show; what they follow from is in the date.
        private Given<string?> AvailabilityText() => _texts.GetValueOrDefault("availability")?.ToLowerInvariant().Replace(' ', '_') switch
        {
            null or "coming_soon" => default,
            "available" => _texts.ContainsKey("available_date") ? default : Given.Of<string?>(Availability.Now),
            var text => Given.Of<string?>(text),
        };

        private Given<decimal?> Number(string name)
        {
            if (!_texts.TryGetValue(name, out var text))
            {
                return default;
            }

            if (decimal.TryParse(text.Replace("$", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
            {
                return Given.Of<decimal?>(number);
            }

            Errors.Add((name, "Not a number."));
            return default;
        }

        private Given<DateOnly?> Date()
        {
            if (!_texts.TryGetValue("available_date", out var text))
            {
                return default;
            }

            if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "M/d/yyyy", "M/d/yy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return Given.Of<DateOnly?>(date);
            }

            Errors.Add(("available_date", "A date such as 2027-03-01 or 3/1/2027, or now."));
            return default;
        }

        private Given<string[]?> List(string name, params char[] separators) => _texts.TryGetValue(name, out var text)
            ? Given.Of<string[]?>(text.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : default;
    }
}
