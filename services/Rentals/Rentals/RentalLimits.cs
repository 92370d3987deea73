using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Rentals;

/// <summary>The limits of what is kept about a home, whoever says it.</summary>
internal static class RentalLimits
{
    public const int Address = 300;
    public const int Unit = 40;
    public const int City = 100;
    public const int PropertyType = 50;
    public const int Pets = 500;
    public const int Description = 10_000;
    public const int Url = 2_000;
    public const int Items = 100;
    public const int Amenity = 100;
    public const decimal MostRent = 1_000_000;
    public const decimal MostRooms = 50;
    public const int MostSquareFeet = 1_000_000;

    /// <summary>Years from now within which a home may become available.</summary>
    public static readonly DateOnly FirstDate = new(2000, 1, 1);
    public static readonly DateOnly LastDate = new(2100, 1, 1);

    public static bool IsState(string text) => text is { Length: 2 } && text.All(char.IsAsciiLetter);

    public static bool IsPostalCode(string text) =>
        text.Length is 5 or 10 && text.Select((character, index) => index == 5 ? character == '-' : char.IsAsciiDigit(character)).All(fits => fits);

    public static bool IsRent(decimal rent) => rent is >= 0 and <= MostRent && decimal.Round(rent, 2) == rent;

    public static bool IsRooms(decimal rooms) => rooms is >= 0 and <= MostRooms && decimal.Round(rooms * 4) == rooms * 4;

    public static bool IsSquareFeet(int area) => area is > 0 and <= MostSquareFeet;

    public static bool IsDate(DateOnly date) => date >= FirstDate && date < LastDate;

    public static bool IsUrl(string text) =>
        text.Length <= Url && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;

    /// <summary>
    /// A listing with everything left out that cannot be kept: the Scraper is ours, but what it read is not, and one home must not keep the
    /// others from being applied.
    /// </summary>
    public static ScrapedListing Fitting(ScrapedListing listing)
    {
        var (low, high) = (Where(listing.Price, IsRent), Where(listing.PriceMax, IsRent));
        var date = listing.Availability == Availability.Date ? Where(listing.AvailableDate, IsDate) : null;
        return listing with
        {
            Url = listing.Url is { } url && IsUrl(url) ? url : null,
            PropertyAddress = TextRules.Line(listing.PropertyAddress, Address),
            Unit = TextRules.Line(listing.Unit, Unit),
            City = TextRules.Line(listing.City, City),
            State = listing.State is { } state && IsState(state) ? state.ToUpperInvariant() : null,
            PostalCode = listing.PostalCode is { } code && IsPostalCode(code) ? code : null,
            Price = low ?? high,
            PriceMax = low is not null && high > low ? high : null,
            Bedrooms = Where(listing.Bedrooms, IsRooms),
            Bathrooms = Where(listing.Bathrooms, IsRooms),
            SquareFeet = Where(listing.SquareFeet, IsSquareFeet),
            PropertyType = TextRules.Line(listing.PropertyType, PropertyType),
            AvailableDate = date,
            Availability = listing.Availability is Availability.Now or Availability.Waitlist || date is not null ? listing.Availability : Availability.Unknown,
            Pets = TextRules.Line(listing.Pets, Pets),
            Description = Block(listing.Description),
            Amenities = [.. (listing.Amenities ?? []).Select(item => TextRules.Line(item, Amenity)).OfType<string>().Distinct().Take(Items)],
            Photos = [.. (listing.Photos ?? []).Where(item => item is not null && IsUrl(item)).Distinct().Take(Items)],
            Evidence = [.. (listing.Evidence ?? []).Where(item => RentalField.Names.Contains(item.Field))],
        };
    }

    private static string? Block(string? text)
    {
        var clean = text is null
            ? ""
            : string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => TextRules.Line(line, Description) ?? "")).Trim();
        return clean.Length == 0 ? null : TextRules.IsBlock(clean, Description) ? clean : TextRules.Line(clean, Description);
    }

    private static T? Where<T>(T? value, Func<T, bool> holds)
        where T : struct => value is { } given && holds(given) ? given : null;
}
