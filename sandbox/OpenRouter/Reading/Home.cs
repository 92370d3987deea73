using System.Globalization;

namespace PeteRental.Sandbox.OpenRouter.Reading;

/// <summary>What was read of one home: values by the field names of the product's rentals, each with the words it was read from.</summary>
internal sealed class Home
{
    // How schemas call the same thing, without case and underscores.
    private static readonly Dictionary<string, string> Names = new[]
    {
        "property_address: propertyaddress streetaddress street addressline address1 line1",
        "address: address fulladdress",
        "unit: unit unitnumber apt apartment apartmentnumber suite",
        "city: city town locality addresslocality",
        "state: state region addressregion",
        "postal_code: postalcode zip zipcode postcode",
        "price: price rent monthlyrent pricemin minprice rentmin minrent monthlyprice amount",
        "price_max: pricemax maxprice rentmax maxrent",
        "bedrooms: bedrooms beds bed bedroomcount numberofbedrooms",
        "bathrooms: bathrooms baths bath bathroomcount numberofbathrooms",
        "square_feet: squarefeet sqft area size squarefootage",
        "property_type: propertytype type kind category",
        "available_date: availabledate availableon availablefrom dateavailable moveindate",
        "availability: availability availabilitystatus status",
        "pets: pets petpolicy petsallowed",
        "description: description summary about",
    }.SelectMany(line => line.Split(": ") is [var field, var names] ? names.Split(' ').Select(name => (name, field)) : [])
        .ToDictionary(pair => pair.name, pair => pair.field);

    private readonly Dictionary<string, (string Value, string Quote)> _fields = [];

    /// <summary>The field that a property of a schema means; null when none.</summary>
    public static string? FieldOf(string property) =>
        Names.GetValueOrDefault(property.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant());

    public bool Has(string field) => _fields.ContainsKey(field);

    public string? Value(string field) => _fields.TryGetValue(field, out var found) ? found.Value : null;

    public string? Quote(string field) => _fields.TryGetValue(field, out var found) ? found.Quote : null;

    /// <summary>Notes what was read; the first reading of a field stands.</summary>
    public void Note(string field, string? value, string? quote = null)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            _fields.TryAdd(field, (value.Trim(), (quote ?? value).Trim()));
        }
    }

    /// <summary>As a number.</summary>
    public decimal? Number(string field) =>
        decimal.TryParse(Value(field), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
