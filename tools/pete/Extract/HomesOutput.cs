using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PeteRental.Scraper.Extraction;
using Spectre.Console;

namespace PeteRental.Pete.Extract;

/// <summary>Homes as a program or a person wants to see them.</summary>
internal static class HomesOutput
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // It goes to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary><c>{"listings":[…]}</c>.</summary>
    public static string Json(IReadOnlyList<ListingView> homes) => JsonSerializer.Serialize(new Body(homes), JsonOptions);

    /// <summary>A table, then how each field was read where that is known.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="homes">The homes.</param>
    /// <param name="whyNone">What to say when there are none.</param>
    public static void Print(TextWriter output, IReadOnlyList<ListingView> homes, string whyNone)
    {
        if (homes.Count == 0)
        {
            output.WriteLine(whyNone);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            // A file or a pipe has no width of its own, and a wrapped table cannot be read.
            console.Profile.Width = Math.Max(console.Profile.Width, 160);
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("address", "rent", "beds", "baths", "sq ft", "type", "available", "pets");
        foreach (var home in homes)
        {
            table.AddRow([.. Cells(home).Select(Markup.Escape)]);
        }

        console.Write(table);
        output.WriteLine(homes.Count == 1 ? "1 home" : $"{homes.Count} homes");
        foreach (var home in homes.Where(home => home.Evidence is not null))
        {
            Explain(output, home);
        }
    }

    private static IEnumerable<string> Cells(ListingView home) =>
    [
        Address(home),
        Rent(home),
        home.Bedrooms is 0 ? "studio" : Number(home.Bedrooms),
        Number(home.Bathrooms),
        home.SquareFeet?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        home.PropertyType ?? "",
        home.AvailableDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? home.AvailabilityStatus switch { "available" => "now", "unknown" => "", var status => status },
        home.Pets ?? "",
    ];

    private static string Address(ListingView home)
    {
        string?[] parts = [home.PropertyAddress, home.Unit is null ? null : $"# {home.Unit}", home.City, $"{home.State} {home.PostalCode}".Trim()];
        return string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string Rent(ListingView home) => (home.Price, home.PriceMax) switch
    {
        (null, _) => "",
        ({ } rent, null) => string.Create(CultureInfo.InvariantCulture, $"${rent:#,##0.##}"),
        ({ } rent, { } most) => string.Create(CultureInfo.InvariantCulture, $"${rent:#,##0.##} to ${most:#,##0.##}"),
    };

    private static string Number(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";

    private static void Explain(TextWriter output, ListingView home)
    {
        output.WriteLine();
        output.WriteLine(Address(home));
        foreach (var (field, reading) in home.Evidence!)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {field,-20} {JsonNamingPolicy.SnakeCaseLower.ConvertName(reading.Method.ToString()),-14} {reading.Confidence:0.00}"));
        }
    }

    private sealed record Body(IReadOnlyList<ListingView> Listings);
}
