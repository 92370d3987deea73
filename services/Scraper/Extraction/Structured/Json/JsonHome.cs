using System.Text.Json;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>Fills a listing from a record of data.</summary>
/// <remarks>
/// <c>{"ApartmentName":"204","Beds":"1","Baths":"1","SQFT":"710","MinimumRent":"1450","MaximumRent":"1525","AvailableDate":"8/1/2026"}</c>,
/// <c>{"id":7,"address":{"line1":"12 Elm St","city":"Salem","state":"OR"},"rent":{"amount":1450},"bedrooms":2,"availableOn":"2026-08-01"}</c>
/// </remarks>
internal sealed class JsonHome(PageDocument page, ReadingMethod method, double confidence)
{
    /// <summary>The listing, which may be no home at all.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isUnit">Whether it is one of a list of units: then its name is the unit's.</param>
    public ListingDraft Read(JsonRecord record, bool isUnit = false)
    {
        var draft = new ListingDraft(page, method, confidence);
        ReadAddress(record, draft);
        ReadRent(record, draft);
        ReadRooms(record, draft);
        ReadAvailability(record, draft);
        if (isUnit && Texts(record, KeyMeaning.Title).FirstOrDefault() is { } name && UnitReader.ReadCell(name) is { } unit)
        {
            draft.AddUnit(unit);
            draft.AddPropertyType("apartment");
        }

        ReadTitle(record, draft);
        ReadTexts(record, draft);
        ReadAddresses(record, draft);
        return draft;
    }

    private static IEnumerable<string> Texts(JsonRecord record, KeyMeaning meaning) =>
        record.Fields[meaning].Select(field => JsonValues.Text(field.Value)).Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!);

    private static void ReadAddress(JsonRecord record, ListingDraft draft)
    {
        foreach (var unit in record.Fields[KeyMeaning.Unit].Where(field => field.Rank < 16).Select(field => JsonValues.Text(field.Value)))
        {
            draft.AddUnit(unit);
        }

        foreach (var street in Texts(record, KeyMeaning.Street))
        {
            draft.AddStreet(street);
        }

        if (draft.Street is null && Texts(record, KeyMeaning.StreetName).FirstOrDefault() is { } name)
        {
            var parts = new[] { Texts(record, KeyMeaning.StreetNumber).FirstOrDefault(), Texts(record, KeyMeaning.StreetDirection)
                .FirstOrDefault(), name, Texts(record, KeyMeaning.StreetSuffix).FirstOrDefault() };
            draft.AddStreet(string.Join(' ', parts.OfType<string>()));
        }

        // The parts are surer than what a whole address is taken apart into.
        Texts(record, KeyMeaning.City).ToList().ForEach(draft.AddCity);
        Texts(record, KeyMeaning.State).ToList().ForEach(draft.AddState);
        Texts(record, KeyMeaning.PostalCode).ToList().ForEach(draft.AddPostalCode);
        Texts(record, KeyMeaning.FullAddress).ToList().ForEach(draft.AddAddress);
        foreach (var line in record.Fields[KeyMeaning.Unit].Where(field => field.Rank >= 16).Select(field => JsonValues.Text(field.Value)))
        {
            draft.AddUnit(UnitName.In(line) ?? line);
        }
    }

    private static void ReadRent(JsonRecord record, ListingDraft draft)
    {
        var most = record.Fields[KeyMeaning.RentMax].Select(field => Dollars(field, JsonValues.Number(field.Value)))
            .FirstOrDefault(value => value is not null);
        foreach (var field in record.Fields[KeyMeaning.Rent])
        {
            if (field.Value.ValueKind == JsonValueKind.Array)
            {
                var range = field.Value.EnumerateArray().Select(value => Dollars(field, JsonValues.Number(value)))
                    .Where(value => value is not null).ToArray();
                draft.AddRent(range.Min(), range.Max());
            }
            else if (JsonValues.Number(field.Value) is { } number)
            {
                draft.AddRent(Dollars(field, number), most);
            }
            else
            {
                draft.AddRentText(JsonValues.Text(field.Value));
            }
        }
    }

    // Nobody's rent is 169,500: a name that says rent and an amount like that are cents.
    private static decimal? Dollars(JsonField field, decimal? amount) =>
        field.Words.Any(word => word is "cents" or "cent" or "minor") || (amount > 30_000 && field.Rank < 8
            && field.Words.Contains("rent")) ? amount / 100 : amount;

    private static void ReadRooms(JsonRecord record, ListingDraft draft)
    {
        foreach (var both in Texts(record, KeyMeaning.BedsAndBaths))
        {
            draft.AddBedrooms(RoomsReader.Bedrooms(both));
            draft.AddBathrooms(RoomsReader.Bathrooms(both));
        }

        Texts(record, KeyMeaning.Bedrooms).ToList().ForEach(draft.AddBedrooms);
        var halves = record.Fields[KeyMeaning.HalfBathrooms].Select(field => JsonValues.Number(field.Value))
            .FirstOrDefault(value => value is not null) ?? 0;
        foreach (var field in record.Fields[KeyMeaning.Bathrooms])
        {
            if (JsonValues.Number(field.Value) is { } whole)
            {
                // 2 with 1 half are 2.5, unless the 2 counts the half already as 2.5.
                draft.AddBathrooms(whole % 1 == 0 && (field.Words.Contains("full") || halves > 0) ? whole + (halves * 0.5m) : whole);
            }
            else
            {
                draft.AddBathrooms(JsonValues.Text(field.Value));
            }
        }

        Texts(record, KeyMeaning.Area).ToList().ForEach(draft.AddArea);
    }

    private static void ReadAvailability(JsonRecord record, ListingDraft draft)
    {
        var isOffered = record.Fields[KeyMeaning.AvailableCount].Any(field => JsonValues.Number(field.Value) > 0);
        foreach (var field in record.Fields[KeyMeaning.Available])
        {
            if (JsonValues.Truth(field.Value) is { } isAvailable)
            {
                isOffered |= isAvailable;
                if (!isAvailable && field.Value.ValueKind == JsonValueKind.False)
                {
                    draft.RuleOut();
                }

                continue;
            }

            var text = JsonValues.Text(field.Value);
            draft.AddAvailability(text);
            if (RentalStatus.RulesOut(text))
            {
                draft.RuleOut();
            }
        }

        foreach (var status in Texts(record, KeyMeaning.Status))
        {
            draft.AddAvailability(status);
            isOffered |= status.Trim().ToLowerInvariant() is "available" or "vacant" or "disponible";
            if (RentalStatus.RulesOut(status) || RentalStatus.IsNoHome(status))
            {
                draft.RuleOut();
            }
        }

        if (isOffered)
        {
            draft.AddIsAvailable();
        }

        if (record.Fields[KeyMeaning.IsGone].Any(field => JsonValues.Truth(field.Value) is true) || record.Fields[KeyMeaning.IsOffered]
            .Any(field => JsonValues.Truth(field.Value) is false))
        {
            draft.RuleOut();
        }
    }

    private static void ReadTitle(JsonRecord record, ListingDraft draft)
    {
        foreach (var type in Texts(record, KeyMeaning.PropertyType).Concat(record.Fields[KeyMeaning.PropertyType]
            .SelectMany(field => field.Value.ValueKind == JsonValueKind.Array ? JsonValues.Names(field.Value) : [])))
        {
            draft.AddPropertyType(type.Replace('_', ' '));
            draft.AddPropertyType(string.Join(' ', KeyWords.Of(type)));
            if (RentalStatus.IsNoHome(type) || RentalStatus.RulesOut(type))
            {
                draft.RuleOut();
            }
        }

        if (record.Fields[KeyMeaning.FloorPlan].Any() || record.Fields[KeyMeaning.Unit].Any(field => field.Words.Contains("apartment")))
        {
            draft.AddPropertyType("apartment");
        }

        foreach (var title in Texts(record, KeyMeaning.Title).Take(2).Select(MarkupText.OnOneLine))
        {
            if (draft.Street is null)
            {
                draft.AddAddress(title);
            }

            draft.AddUnit(UnitName.In(title));
            draft.AddBedrooms(RoomsReader.Bedrooms(title));
            draft.AddBathrooms(RoomsReader.Bathrooms(title));
            draft.AddPropertyType(title);
            if (RentalStatus.TitleRulesOut(title) || RentalStatus.IsNoHome(title))
            {
                draft.RuleOut();
            }
        }
    }

    private static void ReadTexts(JsonRecord record, ListingDraft draft)
    {
        Texts(record, KeyMeaning.Description).ToList().ForEach(draft.AddDescription);
        foreach (var name in record.Fields[KeyMeaning.Amenities].Where(field => field.Rank < 8).SelectMany(field => JsonValues.Names(field.Value)))
        {
            draft.AddAmenity(name);
        }

        foreach (var field in record.Fields[KeyMeaning.Pets])
        {
            if (JsonValues.Truth(field.Value) is { } areAllowed)
            {
                draft.AddPets(areAllowed);
            }
            else
            {
                draft.AddPets(field.Value.ValueKind == JsonValueKind.Array ? string.Join(", ", JsonValues.Names(field.Value))
                    : JsonValues.Text(field.Value));
            }
        }

        var cats = record.Fields[KeyMeaning.Cats].Select(field => JsonValues.Truth(field.Value)).FirstOrDefault(value => value is not null);
        var dogs = record.Fields[KeyMeaning.Dogs].Select(field => JsonValues.Truth(field.Value)).FirstOrDefault(value => value is not null);
        if (draft.Pets is null && (cats ?? dogs) is not null)
        {
            draft.AddPets((cats, dogs) switch
            {
                (true, true) => "Cats and dogs allowed",
                (true, _) => dogs is false ? "Cats allowed, no dogs" : "Cats allowed",
                (_, true) => cats is false ? "Dogs allowed, no cats" : "Dogs allowed",
                _ => "No cats or dogs",
            });
        }
    }

    private void ReadAddresses(JsonRecord record, ListingDraft draft)
    {
        foreach (var href in Texts(record, KeyMeaning.Url).Where(text => text.StartsWith('/')
            || text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || IsRelative(text)))
        {
            draft.Url ??= page.Resolve(href) is { } url && !LooksLikeFile(url) ? url : null;
        }

        draft.SiteKey = Texts(record, KeyMeaning.SiteKey).FirstOrDefault(key => key.Length is > 0 and <= 80);
        var photos = record.Fields[KeyMeaning.Photos].ToArray();
        foreach (var photo in photos.Where(field => field.Rank < 16 || field.Value.ValueKind == JsonValueKind.Array).SelectMany(field => JsonValues.Photos(field.Value)))
        {
            draft.AddPhoto(photo);
        }

        if (draft.PhotoCount == 0)
        {
            photos.SelectMany(field => JsonValues.Photos(field.Value)).Take(1).ToList().ForEach(draft.AddPhoto);
        }
    }

    // "home.html?id=640" is an address, and "grand-12" a name.
    private static bool IsRelative(string text) => text.AsSpan().ContainsAny("/?") && !text.AsSpan().ContainsAny(" :");

    private static bool LooksLikeFile(Uri url) => Path.GetExtension(url.AbsolutePath).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png"
        or ".webp" or ".gif" or ".svg" or ".pdf" or ".mp4";
}
