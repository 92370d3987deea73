using System.Text.Json.Nodes;

namespace PeteRental.Rentals.Rentals;

/// <summary>
/// A field that a person or a site says of a home: the one place that knows how it is compared, copied and written down, for readings,
/// edits and history alike.
/// </summary>
internal sealed record RentalField
{
    private const int LongestInHistory = 300;

    private RentalField(string name, Func<Rental, object?> get, Func<Rental, Rental, Rental> copy) => (Name, Get, Copy) = (name, get, copy);

    /// <summary>Its name in the API and in the table.</summary>
    public string Name { get; }

    /// <summary>Its value.</summary>
    public Func<Rental, object?> Get { get; }

    /// <summary>The first home with the second one's value.</summary>
    public Func<Rental, Rental, Rental> Copy { get; }

    /// <summary>Edited together: who sets one of them has decided about both.</summary>
    public string? Partner { get; private init; }

    /// <summary>A change of it is told and written down. Addresses of pages and pictures change with every deployment of a site.</summary>
    public bool IsTold { get; private init; } = true;

    /// <summary>That a site no longer says it says something: a rent on request. Elsewhere what was known stays known.</summary>
    public bool MayVanish { get; private init; }

    /// <summary>All of them, in the order of the API.</summary>
    public static readonly IReadOnlyList<RentalField> All =
    [
        new("url", rental => rental.Url, (to, from) => to with { Url = from.Url }) { IsTold = false },
        new("property_address", rental => rental.PropertyAddress, (to, from) => to with { PropertyAddress = from.PropertyAddress }),
        new("unit", rental => rental.Unit, (to, from) => to with { Unit = from.Unit }),
        new("city", rental => rental.City, (to, from) => to with { City = from.City }),
        new("state", rental => rental.State, (to, from) => to with { State = from.State }),
        new("postal_code", rental => rental.PostalCode, (to, from) => to with { PostalCode = from.PostalCode }),
        new("price", rental => rental.Price, (to, from) => to with { Price = from.Price }) { Partner = "price_max", MayVanish = true },
        new("price_max", rental => rental.PriceMax, (to, from) => to with { PriceMax = from.PriceMax }) { Partner = "price", MayVanish = true },
        new("bedrooms", rental => rental.Bedrooms, (to, from) => to with { Bedrooms = from.Bedrooms }),
        new("bathrooms", rental => rental.Bathrooms, (to, from) => to with { Bathrooms = from.Bathrooms }),
        new("square_feet", rental => rental.SquareFeet, (to, from) => to with { SquareFeet = from.SquareFeet }),
        new("property_type", rental => rental.PropertyType, (to, from) => to with { PropertyType = from.PropertyType }),
        new("available_date", rental => rental.AvailableDate, (to, from) => to with { AvailableDate = from.AvailableDate }) { Partner = "availability", MayVanish = true },
        new("availability", rental => rental.Availability, (to, from) => to with { Availability = from.Availability }) { Partner = "available_date", MayVanish = true },
        new("pets", rental => rental.Pets, (to, from) => to with { Pets = from.Pets }),
        new("description", rental => rental.Description, (to, from) => to with { Description = from.Description }),
        new("amenities", rental => rental.Amenities, (to, from) => to with { Amenities = from.Amenities }),
        new("photos", rental => rental.Photos, (to, from) => to with { Photos = from.Photos }) { IsTold = false },
    ];

    /// <summary>The names, which are those that may be edited.</summary>
    public static readonly IReadOnlySet<string> Names = All.Select(field => field.Name).ToHashSet();

    /// <summary>The names with those that are edited together with them.</summary>
    public static IEnumerable<string> WithPartners(IEnumerable<string> names) =>
        All.Where(field => names.Contains(field.Name) || (field.Partner is { } partner && names.Contains(partner))).Select(field => field.Name);

    /// <summary>Whether both say the same of it.</summary>
    public bool IsSame(Rental one, Rental other) => (Get(one), Get(other)) switch
    {
        (string[] left, string[] right) => left.AsSpan().SequenceEqual(right),
        var (left, right) => Equals(left, right),
    };

    /// <summary>Whether nothing is said of it.</summary>
    public bool IsEmpty(Rental rental) => Get(rental) is null or string[] { Length: 0 } or Availability.Unknown;

    /// <summary>Its value as it is written into the history; long texts only as far as one recognises them.</summary>
    public JsonNode? Note(Rental rental) => Get(rental) switch
    {
        null => null,
        decimal number => JsonValue.Create(number),
        int number => JsonValue.Create(number),
        DateOnly date => JsonValue.Create(date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        string text => JsonValue.Create(text.Length <= LongestInHistory ? text : string.Concat(text.AsSpan(0, LongestInHistory - 1), "…")),
        string[] list => new JsonArray([.. list.Take(100).Select(item => JsonValue.Create(item))]),
        var other => throw new InvalidOperationException($"{Name} has a value of {other.GetType()}."),
    };
}
