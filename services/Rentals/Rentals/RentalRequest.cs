using System.Text.Json.Serialization;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Rentals;

/// <summary>What a person says of a home: to add it, or to change it, when only what is given counts.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RentalRequest
{
    /// <summary>Street and number, up to 300 characters. Needed for a new home.</summary>
    public Given<string?> PropertyAddress { get; init; }

    /// <summary>The home within the building, up to 40 characters.</summary>
    public Given<string?> Unit { get; init; }

    /// <summary>Up to 100 characters.</summary>
    public Given<string?> City { get; init; }

    /// <summary>Two letters.</summary>
    public Given<string?> State { get; init; }

    /// <summary>ZIP code of five digits, or nine with a hyphen.</summary>
    public Given<string?> PostalCode { get; init; }

    /// <summary>US dollars a month. Another rent alone ends a range.</summary>
    public Given<decimal?> Price { get; init; }

    /// <summary>The upper end of a range.</summary>
    public Given<decimal?> PriceMax { get; init; }

    /// <summary>0 is a studio.</summary>
    public Given<decimal?> Bedrooms { get; init; }

    /// <summary>In quarters.</summary>
    public Given<decimal?> Bathrooms { get; init; }

    /// <summary>Floor area.</summary>
    public Given<int?> SquareFeet { get; init; }

    /// <summary>apartment, house, … up to 50 characters.</summary>
    public Given<string?> PropertyType { get; init; }

    /// <summary>ISO date from when it can be had. Without one it can be had now, unless <c>availability</c> says otherwise.</summary>
    public Given<DateOnly?> AvailableDate { get; init; }

    /// <summary>now, date, waitlist or unknown.</summary>
    public Given<string?> Availability { get; init; }

    /// <summary>Up to 500 characters.</summary>
    public Given<string?> Pets { get; init; }

    /// <summary>Up to 10,000 characters.</summary>
    public Given<string?> Description { get; init; }

    /// <summary>At most 100, of up to 100 characters.</summary>
    public Given<string[]?> Amenities { get; init; }

    /// <summary>At most 100 addresses of pictures.</summary>
    public Given<string[]?> Photos { get; init; }

    /// <summary>Its page.</summary>
    public Given<string?> Url { get; init; }

    /// <summary>When changing a home: fields that its site shall decide again, from what it said last.</summary>
    public Given<string[]?> ResetFields { get; init; }

    /// <summary>What is wrong with it.</summary>
    /// <param name="before">The home to change; null for a new one.</param>
    public FieldErrors Check(Rental? before)
    {
        var errors = new FieldErrors()
            .Require(before is not null || PropertyAddress.IsGiven, "property_address", "Say which home.")
            .CheckNotNull(PropertyAddress, "property_address", IsAddress, "1 to 300 characters on one line, with a letter or digit among them.")
            .Check(Unit, "unit", text => TextRules.IsLine(text!, RentalLimits.Unit), "1 to 40 characters on one line, or null.")
            .Check(City, "city", text => TextRules.IsLine(text!, RentalLimits.City), "1 to 100 characters on one line, or null.")
            .Check(State, "state", text => RentalLimits.IsState(text!), "Two letters, or null.")
            .Check(PostalCode, "postal_code", text => RentalLimits.IsPostalCode(text!), "A ZIP code such as 30312 or 30312-1234, or null.")
            .Check(Price, "price", rent => RentalLimits.IsRent(rent!.Value), "0 to 1,000,000 with at most two decimals, or null.")
            .Check(PriceMax, "price_max", rent => RentalLimits.IsRent(rent!.Value), "0 to 1,000,000 with at most two decimals, or null.")
            .Check(Bedrooms, "bedrooms", rooms => RentalLimits.IsRooms(rooms!.Value), "0 to 50, or null.")
            .Check(Bathrooms, "bathrooms", rooms => RentalLimits.IsRooms(rooms!.Value), "0 to 50 in quarters, or null.")
            .Check(SquareFeet, "square_feet", area => RentalLimits.IsSquareFeet(area!.Value), "1 to 1,000,000, or null.")
            .Check(PropertyType, "property_type", text => TextRules.IsLine(text!, RentalLimits.PropertyType), "1 to 50 characters on one line, or null.")
            .Check(AvailableDate, "available_date", date => RentalLimits.IsDate(date!.Value), "A date such as 2027-03-01, or null.")
            .CheckNotNull(Availability, "availability", text => Rentals.Availability.All.Contains(text), "now, date, waitlist or unknown.")
            .Check(Pets, "pets", text => TextRules.IsLine(text!, RentalLimits.Pets), "1 to 500 characters on one line, or null.")
            .Check(Description, "description", text => TextRules.IsBlock(text!, RentalLimits.Description), "At most 10,000 characters, or null.")
            .Check(Amenities, "amenities", AreAmenities, "At most 100, each of 1 to 100 characters on one line.")
            .Check(Photos, "photos", ArePhotos, "At most 100 http or https addresses.")
            .Check(Url, "url", text => RentalLimits.IsUrl(text!), "An http or https address, or null.")
            .Check(ResetFields, "reset_fields", names => before is not null && names!.All(RentalField.Names.Contains), "Names of fields of a home that is there.");
        return errors.Any ? errors : CheckTogether(ApplyTo(before ?? Blank), errors);
    }

    /// <summary>The home with what is given.</summary>
    public Rental ApplyTo(Rental before)
    {
        var reset = Reset(before);
        var date = AvailableDate.Or(reset.AvailableDate);
        var after = reset with
        {
            PropertyAddress = PropertyAddress.Or(reset.PropertyAddress)?.Trim(),
            Unit = Unit.Or(reset.Unit)?.Trim(),
            City = City.Or(reset.City)?.Trim(),
            State = State.Or(reset.State)?.ToUpperInvariant(),
            PostalCode = PostalCode.Or(reset.PostalCode),
            Price = Price.Or(reset.Price),
            PriceMax = PriceMax.IsGiven ? PriceMax.Value : Price.IsGiven && Price.Value != reset.Price ? null : reset.PriceMax,
            Bedrooms = Bedrooms.Or(reset.Bedrooms),
            Bathrooms = Bathrooms.Or(reset.Bathrooms),
            SquareFeet = SquareFeet.Or(reset.SquareFeet),
            PropertyType = PropertyType.Or(reset.PropertyType)?.Trim(),
            Availability = Availability.IsGiven ? Availability.Value!
                : AvailableDate.IsGiven ? (date is null ? Rentals.Availability.Now : Rentals.Availability.Date) : reset.Availability,
            Pets = Pets.Or(reset.Pets)?.Trim(),
            Description = Description.Or(reset.Description)?.Trim() is { Length: > 0 } text ? text : null,
            Amenities = Amenities.Or(reset.Amenities) ?? [],
            Photos = Photos.Or(reset.Photos) ?? [],
            Url = Url.Or(reset.Url),
        };
        after = after with { AvailableDate = after.Availability == Rentals.Availability.Date || AvailableDate.HasValue ? date : null };
        return (after with { EditedFields = Edited(reset, after) }).Identified();
    }

    /// <summary>What there is before anything is said.</summary>
    public static Rental Blank { get; } = new()
    {
        Id = Guid.Empty,
        WorkspaceId = Guid.Empty,
        SourceType = SourceType.Manual,
        Availability = Rentals.Availability.Now,
    };

    // The fields that are handed back, as the site said them last.
    private Rental Reset(Rental before)
    {
        if (ResetFields.Value is not { Length: > 0 } names)
        {
            return before;
        }

        var fields = RentalField.WithPartners(names).ToHashSet();
        var bare = before with { EditedFields = [.. before.EditedFields.Except(fields)] };
        return before.Reading is { } reading && before.SourceType == SourceType.Scraped
            ? RentalField.All.Where(each => fields.Contains(each.Name)).Aggregate(bare, (rental, each) => each.Copy(rental, ReadHome.Of(reading).Shown))
            : bare;
    }

    // Only what is other than before: a form that sends everything back edits what was changed in it.
    private static string[] Edited(Rental before, Rental after)
    {
        var changed = RentalField.WithPartners(RentalField.All.Where(each => !each.IsSame(before, after)).Select(each => each.Name));
        return [.. before.EditedFields.Union(changed).Order(StringComparer.Ordinal)];
    }

    private static FieldErrors CheckTogether(Rental after, FieldErrors errors) => errors
        .Require(after.PriceMax is null || after.Price is not null, "price", "A range needs its lower end.")
        .Require(!(after.PriceMax < after.Price), "price_max", "Not less than price.")
        .Require((after.Availability == Rentals.Availability.Date) == after.AvailableDate is not null, "available_date", "Goes with availability date, and with no other.");

    private static bool IsAddress(string? text) => TextRules.IsLine(text!, RentalLimits.Address) && Addresses.RentalIdentity.Of(text, null) is not null;

    private static bool AreAmenities(string[]? items) =>
        items!.Length <= RentalLimits.Items && items.All(item => item is not null && TextRules.IsLine(item, RentalLimits.Amenity));

    private static bool ArePhotos(string[]? items) =>
        items!.Length <= RentalLimits.Items && items.All(item => item is not null && RentalLimits.IsUrl(item));
}
