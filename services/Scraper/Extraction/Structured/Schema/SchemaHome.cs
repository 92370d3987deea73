using PeteRental.Scraper.Extraction.Fields;
using PeteRental.Scraper.Extraction.Structured.Json;

namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>Fills a listing from what schema.org says of a home.</summary>
/// <remarks>
/// <code>
/// {"@type":"Apartment","name":"Unit 2B","address":{"@type":"PostalAddress","streetAddress":"12 Elm St","addressLocality":"Salem","addressRegion":"OR","postalCode":"97301"},
///  "numberOfBedrooms":2,"numberOfBathroomsTotal":"1.5","floorSize":{"@type":"QuantitativeValue","value":"850","unitCode":"FTK"},"petsAllowed":true,
///  "offers":{"@type":"Offer","price":"1450","priceCurrency":"USD","availabilityStarts":"2026-08-01","businessFunction":"http://purl.org/goodrelations/v1#LeaseOut"}}
/// </code>
/// </remarks>
internal sealed class SchemaHome(PageDocument page, ReadingMethod method)
{
    private static readonly string[] Starts = ["availabilityStarts", "availableFrom", "dateAvailable"];

    private static readonly string[] Pictures = ["image", "photo", "photos"];

    private static readonly HashSet<string> Gone = new(StringComparer.OrdinalIgnoreCase) { "OutOfStock", "SoldOut", "Discontinued" };

    private readonly double _confidence = method == ReadingMethod.JsonLd ? 0.95 : 0.9;

    /// <summary>Reads a home.</summary>
    /// <param name="nodes">The home, then what offers or lists it, from the inside out.</param>
    public ListingDraft Read(IReadOnlyList<SchemaNode> nodes)
    {
        var draft = new ListingDraft(page, method, _confidence);
        foreach (var node in nodes)
        {
            ReadAddress(node, draft);
            ReadRooms(node, draft);
            ReadProperties(node, draft);
            ReadTexts(node, draft);
        }

        foreach (var starts in nodes.SelectMany(node => Starts.Select(node.PlainText)))
        {
            draft.AddAvailability(starts);
        }

        SchemaOffer.ReadAll([.. nodes.SelectMany(node => node.Nodes("offers").Concat(node.Nodes("makesOffer"))), .. nodes
            .Where(node => node.Types.Any(type => type.Contains("Offer", StringComparison.OrdinalIgnoreCase)))], draft);
        foreach (var node in nodes)
        {
            SchemaOffer.ReadPrice(node, draft);
            node.Nodes("potentialAction").Where(action => action.Types.Contains("RentAction")).ToList().ForEach(action => SchemaOffer.ReadPrice(action, draft));
            ReadState(node, draft);
            ReadName(node, draft);
            ReadAddresses(node, draft);
        }

        return draft;
    }

    private static void ReadAddress(SchemaNode node, ListingDraft draft)
    {
        foreach (var address in node.Nodes("address").Concat(node.Nodes("location").SelectMany(place => place.Nodes("address")))
            .Concat(node.Nodes("containedInPlace").SelectMany(place => place.Nodes("address"))))
        {
            draft.AddStreet(address.Text("streetAddress"));
            draft.AddCity(address.Text("addressLocality"));
            draft.AddState(address.Text("addressRegion"));
            draft.AddPostalCode(address.Text("postalCode"));
            draft.AddAddress(address.PlainText("name"));
        }

        draft.AddAddress(node.PlainText("address"));
        draft.AddStreet(node.PlainText("streetAddress"));
        draft.AddCity(node.PlainText("addressLocality"));
        draft.AddState(node.PlainText("addressRegion"));
        draft.AddPostalCode(node.PlainText("postalCode"));
        draft.AddUnit(node.PlainText("unitNumber") ?? node.PlainText("accommodationUnit") ?? node.PlainText("apartmentNumber"));
    }

    private static void ReadRooms(SchemaNode node, ListingDraft draft)
    {
        draft.AddBedrooms(node.Text("numberOfBedrooms"));
        var full = PlainNumber.Of(node.Text("numberOfFullBathrooms"));
        var partial = PlainNumber.Of(node.Text("numberOfPartialBathrooms"));
        var total = PlainNumber.Of(node.Text("numberOfBathroomsTotal"));

        // The total is a whole count: a full and a partial bathroom are 2 of them, which people call 1.5.
        draft.AddBathrooms(full is not null ? full + (partial * 0.5m ?? 0) : total % 1 == 0 && partial > 0 && total > partial
            ? total - (partial * 0.5m) : total);
        draft.AddBathrooms(node.Text("numberOfBathroomsTotal") ?? node.Text("numberOfBathrooms"));
        foreach (var size in node.Values("floorSize").Concat(node.Values("area")))
        {
            ReadSize(size, node, draft);
        }
    }

    private static void ReadSize(System.Text.Json.JsonElement size, SchemaNode node, ListingDraft draft)
    {
        if (size.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            draft.AddArea(JsonValues.Text(size));
            return;
        }

        var quantity = node.Nodes("floorSize").Concat(node.Nodes("area")).First(candidate => candidate.Element.Equals(size)
            || candidate.Element.ValueKind == size.ValueKind);
        var unit = SchemaNode.LastPart(quantity.PlainText("unitCode") ?? quantity.PlainText("unitText") ?? "").Trim();
        var text = quantity.PlainText("value") ?? quantity.PlainText("minValue") ?? quantity.PlainText("maxValue");
        if (unit.Equals("MTK", StringComparison.OrdinalIgnoreCase) || unit is "m2" or "m²" or "sqm" or "SQM" or "sq m" or "SMT")
        {
            draft.AddSquareMetres(PlainNumber.Of(text));
        }
        else if (!unit.Equals("ACR", StringComparison.OrdinalIgnoreCase))
        {
            draft.AddArea(text);
        }
    }

    // A Product says in additionalProperty what it has no names for.
    private static void ReadProperties(SchemaNode node, ListingDraft draft)
    {
        foreach (var property in node.Nodes("additionalProperty"))
        {
            var value = property.Text("value") ?? property.PlainText("minValue");
            switch (KeyMeanings.Of(KeyWords.Of(property.PlainText("name") ?? ""), []).Meaning)
            {
                case KeyMeaning.Bedrooms:
                    draft.AddBedrooms(value);
                    break;
                case KeyMeaning.Bathrooms:
                    draft.AddBathrooms(value);
                    break;
                case KeyMeaning.Area:
                    draft.AddArea(value);
                    break;
                case KeyMeaning.Rent:
                    draft.AddRentText(value);
                    break;
                case KeyMeaning.Unit:
                    draft.AddUnit(value);
                    break;
                case KeyMeaning.Available:
                    draft.AddAvailability(value);
                    break;
                case KeyMeaning.Pets:
                    draft.AddPets(value);
                    break;
            }
        }
    }

    private static void ReadTexts(SchemaNode node, ListingDraft draft)
    {
        draft.AddDescription(node.PlainText("description"));
        foreach (var value in node.Values("petsAllowed"))
        {
            if (JsonValues.Truth(value) is { } areAllowed)
            {
                draft.AddPets(areAllowed);
            }
            else if (JsonValues.Text(value) is { } words)
            {
                var last = SchemaNode.LastPart(words);
                if (last is "True" or "False")
                {
                    draft.AddPets(last == "True");
                }
                else
                {
                    draft.AddPets(words);
                }
            }
        }

        foreach (var name in node.Values("amenityFeature").SelectMany(value => JsonValues.Names(value)))
        {
            draft.AddAmenity(name);
        }
    }

    private static void ReadState(SchemaNode node, ListingDraft draft)
    {
        if (node.PlainText("availability") is { } state && Gone.Contains(SchemaNode.LastPart(state)))
        {
            draft.RuleOut();
        }

        foreach (var kind in new[] { node.PlainText("additionalType"), node.PlainText("category"),
            node.PlainText("accommodationCategory") }.OfType<string>())
        {
            draft.AddPropertyType(string.Join(' ', KeyWords.Of(SchemaNode.LastPart(kind))));
            if (RentalStatus.RulesOut(kind) || RentalStatus.IsNoHome(kind))
            {
                draft.RuleOut();
            }
        }

        foreach (var type in node.Types)
        {
            draft.AddPropertyType(KindOf(type));
        }
    }

    private static string? KindOf(string type) => type switch
    {
        "SingleFamilyResidence" or "House" => "house",
        "Apartment" or "ApartmentComplex" or "FloorPlan" => "apartment",
        "Townhouse" or "Condominium" or "Duplex" => type,
        _ => null,
    };

    private static void ReadName(SchemaNode node, ListingDraft draft)
    {
        if (node.PlainText("name") is not { } name)
        {
            return;
        }

        if (draft.Street is null)
        {
            draft.AddAddress(name);
        }

        draft.AddUnit(UnitName.In(name));
        draft.AddBedrooms(RoomsReader.Bedrooms(name));
        draft.AddBathrooms(RoomsReader.Bathrooms(name));
        if (RentalStatus.TitleRulesOut(name) || RentalStatus.IsNoHome(name))
        {
            draft.RuleOut();
        }
    }

    private void ReadAddresses(SchemaNode node, ListingDraft draft)
    {
        draft.Url ??= page.Resolve(node.PlainText("url")) ?? page.Resolve(node.Text("mainEntityOfPage") is { } of
            && of.StartsWith("http", StringComparison.Ordinal) ? of : null)
            ?? (node.PlainText("@id") is { } id && id.StartsWith("http", StringComparison.Ordinal)
                && !id.Contains('#', StringComparison.Ordinal) ? page.Resolve(id) : null);
        draft.SiteKey ??= node.Text("identifier") ?? node.PlainText("sku") ?? node.PlainText("productID");
        foreach (var photo in Pictures.SelectMany(node.Values).SelectMany(value => JsonValues.Photos(value)))
        {
            draft.AddPhoto(photo);
        }
    }
}
