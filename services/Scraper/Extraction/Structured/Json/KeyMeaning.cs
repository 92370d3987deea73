namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>What a value of a home's data is about.</summary>
internal enum KeyMeaning
{
    None,
    Rent,
    RentMax,
    Bedrooms,
    Bathrooms,
    HalfBathrooms,
    BedsAndBaths,
    Area,
    Street,
    StreetNumber,
    StreetDirection,
    StreetName,
    StreetSuffix,
    FullAddress,
    City,
    State,
    PostalCode,
    Unit,
    PropertyType,
    Available,
    AvailableCount,
    FloorPlan,
    Status,
    IsGone,
    IsOffered,
    Url,
    SiteKey,
    Title,
    Description,
    Pets,
    Cats,
    Dogs,
    Amenities,
    Photos,
}

/// <summary>
/// Understands names of data by their words: <c>marketRent</c>, <c>market_rent</c> and <c>MarketRent</c> are one. The words of what the value
/// is within count when its own do not say enough: <c>rent.min</c>, <c>address.city</c>.
/// </summary>
internal static class KeyMeanings
{
    private static readonly string[] NotRent =
    [
        "deposit", "fee", "fees", "pet", "pets", "application", "admin", "per", "sqft", "utility", "utilities", "parking", "previous",
            "old", "original", "former",
        "sale", "sold", "tax", "special", "specials", "concession", "discount", "weekly", "week", "nightly", "night", "daily", "day",
            "insurance", "includes",
        "included", "term", "terms", "id", "type", "label", "currency", "history", "range", "ready", "roll", "cafe", "press", "income",
            "savings", "hide", "show", "is", "has",
        "count", "date", "updated", "url", "text2", "annual", "yearly", "year", "period", "frequency", "suffix", "prefix", "unit",
            "guarantee", "control", "assisted",
    ];

    private static readonly string[] NotRentAround =
        ["deposit", "deposits", "fee", "fees", "pet", "pets", "parking", "application", "history", "previous", "utilities", "specials",
            "sale", "filters", "filter", "options", "charges"];

    /// <summary>The meaning of a name within others, and how well it says so: lower is better.</summary>
    public static (KeyMeaning Meaning, int Rank) Of(IReadOnlyList<string> own, IReadOnlyList<string> around)
    {
        var meaning = Own(own);
        if (meaning.Meaning is KeyMeaning.Rent or KeyMeaning.RentMax && around.Any(NotRentAround.Contains))
        {
            return default;
        }

        if (meaning.Meaning != KeyMeaning.None && !(IsVague(own) && around.Count > 0))
        {
            return meaning;
        }

        var within = Within(own, around);
        return within.Meaning == KeyMeaning.None ? meaning : within;
    }

    private static (KeyMeaning Meaning, int Rank) Own(IReadOnlyList<string> words)
    {
        bool Has(params string[] any) => words.Any(any.Contains);
        if (Has("bed", "beds", "bedroom", "bedrooms", "br", "bd", "bdrm", "bdrms", "bedrms", "recamaras", "habitaciones", "dormitorios"))
        {
            return Has("bath", "baths", "ba", "bathroom", "bathrooms") ? (KeyMeaning.BedsAndBaths, 1)
                : Has("size", "type", "id", "url", "available", "price", "rent", "description", "photo", "image", "max") ? default
                    : (KeyMeaning.Bedrooms, Has("max", "high") ? 3 : 0);
        }

        if (Has("bath", "baths", "bathroom", "bathrooms", "ba", "banos"))
        {
            return Has("half", "partial", "powder") ? (KeyMeaning.HalfBathrooms, 0)
                : Has("id", "url", "type", "price", "rent", "description", "quarter", "max") ? default : (KeyMeaning.Bathrooms, Has("full") ? 2 : 0);
        }

        return IsRent(words, out var rank) ? (Has("max", "maximum", "high", "highest", "upper", "to", "end") ? KeyMeaning.RentMax
            : KeyMeaning.Rent, rank)
            : IsArea(words) ? (KeyMeaning.Area, Has("max", "high") ? 3 : 0)
            : Place(words) is { Meaning: not KeyMeaning.None } place ? place
            : Other(words);
    }

    private static bool IsRent(IReadOnlyList<string> words, out int rank)
    {
        bool Has(params string[] any) => words.Any(any.Contains);
        rank = Has("rent", "rental", "renta") ? 0 : 2;
        if (!Has("rent", "price", "renta", "precio", "pricing") && !(Has("rental", "monthly", "asking") && Has("amount", "rate", "cost", "value"))
            || words.Any(NotRent.Contains))
        {
            return false;
        }

        // The price with all fees is not the rent, and what the home would cost elsewhere is not either.
        rank += Has("total", "all", "gross", "net", "effective", "strikethrough", "estimate", "estimated") ? 2 : 0;
        rank += Has("formatted", "display", "text", "label", "string") ? 1 : 0;
        return true;
    }

    private static bool IsArea(IReadOnlyList<string> words)
    {
        bool Has(params string[] any) => words.Any(any.Contains);
        return !Has("lot", "acre", "acres", "land", "garage", "price", "rent", "per", "code", "served", "id", "unit", "name", "school",
            "service", "phone", "max", "text2", "market", "metro")
            && (Has("sqft", "sf", "footage", "ft2") || (Has("square", "sq") && Has("feet", "foot", "ft"))
                || (Has("living", "floor", "total", "interior", "finished", "building") && Has("area"))
                || (Has("floor") && Has("size")) || words is ["area"] or ["size"] or ["area", "size"] or ["property", "size"]
                    or ["property", "area"] or ["unit", "size"] or ["min", "area"]);
    }

    private static (KeyMeaning Meaning, int Rank) Place(IReadOnlyList<string> words)
    {
        bool Has(params string[] any) => words.Any(any.Contains);
        if (Has("email", "mail", "ip", "mac", "web", "billing", "mailing", "id", "url", "hide", "show", "is", "office", "slug", "count"))
        {
            return default;
        }

        return words switch
        {
            ["zip"] or ["zip", "code"] or ["zipcode"] or ["postal", "code"] or ["postalcode"] or ["postcode"] or ["postal"] or [.., "zip"]
                or [.., "zip", "code"] or [.., "postal", "code"] => (KeyMeaning.PostalCode, 0),
            ["city"] or ["address", "locality"] or ["locality"] or ["town"] or ["city", "name"] or [.., "city"] or ["ciudad"] =>
                (KeyMeaning.City, words.Count - 1),
            ["state"] or ["address", "region"] or ["region"] or ["state", "code"] or ["state", "abbreviation"] or ["state", "abbr"]
                or ["province"] or ["st"] or ["address", "state"] or [.., "state"] => (KeyMeaning.State, words.Count - 1),
            ["street", "number"] or ["house", "number"] or ["street", "no"] or ["number", "street"] => (KeyMeaning.StreetNumber, 0),
            ["street", "name"] => (KeyMeaning.StreetName, 0),
            ["street", "suffix"] or ["street", "type"] => (KeyMeaning.StreetSuffix, 0),
            ["street", "direction"] or ["street", "dir"] or ["street", "dir", "prefix"] or ["street", "predirection"] =>
                (KeyMeaning.StreetDirection, 0),
            ["street"] or ["street", "address"] or ["street", "line", ..] or ["streetaddress"] => (KeyMeaning.Street, 0),
            ["address", "1"] or ["address1"] or ["address", "line", "1"] or ["addressline1"] or ["line", "1"] or ["line1"]
                or ["address", "street"] or ["street", "1"] or ["addr1"]
                or ["address" or "street" or "addr", "line1" or "one"] or ["address", "line", "one"] or ["street1"] or ["street", "address", "1" or "line1"] => (KeyMeaning.Street, 0),
            ["address", "2"] or ["address2"] or ["address", "line", "2"] or ["line", "2"] or ["line2"] or ["street", "2"] or ["addr2"]
                or ["address" or "street" or "addr", "line2" or "two"] or ["address", "line", "two"] or ["street2"] or ["street", "address", "2" or "line2"] =>
                (KeyMeaning.Unit, 2),
            ["addr"] or ["full", "address"] or ["formatted", "address"] or ["display", "address"] or ["address", "full"]
                or ["address", "formatted"] or ["address", "display"] => (KeyMeaning.FullAddress, 0),
            ["address"] or ["property", "address"] or ["unit", "address"] or ["building", "address"] or ["location", "address"]
                or ["listing", "address"] or ["direccion"] or ["map", "address"] or ["location"] => (KeyMeaning.FullAddress, 1),
            _ => default,
        };
    }

    private static (KeyMeaning Meaning, int Rank) Other(IReadOnlyList<string> words) => words switch
    {
        ["unit"] or ["unit", "number"] or ["unit", "name"] or ["unit", "no"] or ["unit", "num"] or ["apt"] or ["apt", "number"]
            or ["apartment", "number"] or ["apartment", "name"]
            or ["apartment"] or ["suite"] or ["suite", "number"] or ["unitnumber"] or ["apt", "no"] or ["apt", "num"]
                or ["unit", "label"] => (KeyMeaning.Unit, 0),
        [.., "property", "type"] or ["home", "type"] or ["building", "type"] or ["unit", "type"] or ["dwelling", "type"]
            or ["property", "sub", "type"] or ["structure", "type"] => (KeyMeaning.PropertyType, 0),
        ["type"] or ["kind"] or ["style"] or ["home" or "listing" or "rental", "kind"] or ["category"] or ["listing", "category"] or ["property", "category"] => (KeyMeaning.PropertyType, 2),
        ["status"] or ["listing", "status"] or ["unit", "status"] or ["property", "status"] or ["lease", "status"] or ["rental", "status"]
            or ["availability", "status"] or ["sale", "or", "rent"] or ["rent", "or", "sale"]
            or ["transaction", "type"] or ["listing", "type"] or ["offer", "type"] or ["purpose"] or ["for"] or ["deal", "type"]
                or ["operation"] or ["sale", "type"] => (KeyMeaning.Status, 0),
        ["sold"] or ["is", "sold"] or ["rented"] or ["is", "rented"] or ["leased"] or ["is", "leased"] or ["off", "market"]
            or ["is", "off", "market"] or ["for", "sale"] or ["is", "for", "sale"] or ["is", "occupied"]
            or ["occupied"] or ["is", "deleted"] or ["deleted"] or ["archived"] or ["is", "archived"] or ["is", "pending"] => (KeyMeaning.IsGone, 0),
        ["is", "available"] or ["for", "rent"] or ["is", "for", "rent"] or ["is", "active"] or ["active"] or ["is", "published"]
            or ["published"] => (KeyMeaning.IsOffered, 0),
        ["units", "available"] or ["available", "units"] or ["available", "count"] or ["available", "units", "count"]
            or ["num", "available"] or ["number", "available"] => (KeyMeaning.AvailableCount, 0),
        ["floorplan"] or ["floorplan", "name"] or ["floor", "plan"] or ["floor", "plan", "name"] or ["floorplan", "id"]
            or ["floor", "plan", "id"] => (KeyMeaning.FloorPlan, 0),
        ["available"] => (KeyMeaning.Available, 2),
        ["availability"] => (KeyMeaning.Available, 1),
        [.., "available", "date"] or [.., "date", "available"] or ["available", "on"] or ["available", "from"] or ["available", "at"]
            or ["availability", "date"] or [.., "move", "in", "date"] or ["move", "in"] or ["move", "in", "ready", "date"]
            or ["ready", "date"] or ["vacant", "date"] or ["vacant", "on"] or ["available", "for", "rent", "on"]
                or ["availability", "starts"] or ["earliest", "move", "in"] or ["available", "as", "of"] or ["date", "of", "availability"]
                or ["made", "ready", "date"] or ["vacancy", "date"] or ["date", "vacant"] or ["available" or "availability" or "avail", "start" or "starts" or "from" or "starting"]
            or ["ready", "on"] or ["open", "date"]
            or ["avail"] or ["avail", "date"] or ["avail", "on"] or ["next", "available"] or ["available", "starting"]
                or ["available", "text"] or ["display", "available"] or ["availability", "text"] or ["fecha", "disponible"]
                or ["disponible"] => (KeyMeaning.Available, 0),
        ["url"] or ["link"] or ["href"] or ["permalink"] or ["detail", "url"] or ["details", "url"] or ["listing", "url"]
            or ["property", "url"] or ["page", "url"] or ["unit", "url"] or ["detail", "link"]
            or ["details", "link"] or ["canonical", "url"] or ["full", "url"] or ["detail", "page", "url"] or ["path"] or ["uri"]
            or ["listing" or "property" or "unit" or "home" or "page" or "view", "link"] or ["web" or "public" or "share" or "view" or "home", "url"]
            or ["detail" or "details" or "listing" or "property" or "page" or "unit" or "home", "path" or "href"] =>
                (KeyMeaning.Url, words.Count == 1 ? 1 : 0),
        ["listing", "id"] or ["listable", "uid"] or ["listing", "uid"] or ["uid"] or ["uuid"] or ["listable", "id"] or ["listing", "key"]
            or ["unit", "id"] => (KeyMeaning.SiteKey, 0),
        ["id"] or ["key"] or ["property", "id"] => (KeyMeaning.SiteKey, 1),
        ["title"] or ["name"] or ["headline"] or ["marketing", "title"] or ["listing", "title"] or ["property", "name"] or ["label"] =>
            (KeyMeaning.Title, 0),
        ["description"] or ["marketing", "description"] or ["listing", "description"] or ["long", "description"] or ["full", "description"]
            or ["remarks"] or ["public", "remarks"] or ["unit", "description"]
            or ["property", "description"] or ["descripcion"] or ["public", "description"] or ["marketing", "copy" or "text" or "remarks"] or ["ad", "copy"] or ["home", "description"] => (KeyMeaning.Description, 0),
        ["content"] or ["body"] or ["overview"] or ["details"] or ["summary"] or ["excerpt"] or ["short", "description"] or ["blurb"]
            or ["about"] or ["notes"] or ["comments"] or ["narrative"] or ["text"] =>
            (KeyMeaning.Description, 2),
        ["pets"] or ["pet", "policy"] or ["pets", "allowed"] or ["pet", "friendly"] or ["is", "pet", "friendly"] or ["pets", "policy"]
            or ["allows", "pets"] or ["pet"] or ["mascotas"]
            or ["pet" or "pets", "description" or "notes" or "note" or "details" or "info" or "rules" or "restrictions" or "terms" or "text" or "comments"] => (KeyMeaning.Pets, 0),
        ["cats"] or ["cats", "allowed"] or ["allows", "cats"] or ["cat", "friendly"] or ["cats", "ok"] => (KeyMeaning.Cats, 0),
        ["dogs"] or ["dogs", "allowed"] or ["allows", "dogs"] or ["dog", "friendly"] or ["dogs", "ok"] => (KeyMeaning.Dogs, 0),
        ["amenities"] or ["unit", "amenities"] or ["features"] or ["property", "features"] or ["home", "features"] or ["amenity", "list"]
            or ["appliances"] or ["community", "amenities"] or ["property", "amenities"]
            or ["unit", "features"] or ["feature", "list"] or ["interior", "features"] or ["listing", "amenities"] or ["perks"] or ["highlights"] or ["amenity", "names"]
                or ["apartment", "amenities"] => (KeyMeaning.Amenities, words[0] == "community" || words[0] == "appliances" ? 1 : 0),
        ["photos"] or ["images"] or ["gallery"] or ["pictures"] or ["photo", "urls"] or ["image", "urls"] or ["photo", "gallery"]
            or ["image", "gallery"] or ["media"] or ["unit", "photos"] or ["property", "photos"] or ["listing", "photos"]
            or ["property", "images"] or ["unit", "images"] or ["fotos"] or ["imgs"] or ["pics"] or ["photo" or "image", "list"] or ["carousel"] or ["slides"] => (KeyMeaning.Photos, 0),
        ["photo"] or ["image"] or ["photo", "url"] or ["image", "url"] or ["main", "photo"] or ["main", "image"] or ["featured", "image"]
            or ["primary", "photo"] or ["primary", "image"] or ["cover", "photo"] or ["cover", "image"]
            or ["hero", "image"] or ["featured", "photo"] or ["default", "photo"] or ["default", "photo", "url"] or ["picture"]
                or ["cover"] => (KeyMeaning.Photos, 1),
        ["thumbnail"] or ["thumb"] or ["thumbnail", "url"] or ["img"] or ["wp", "featuredmedia"] => (KeyMeaning.Photos, 2),
        _ => default,
    };

    // Words that only mean something within something: rent.min, address.name, floorSize.value.
    private static bool IsVague(IReadOnlyList<string> words) =>
        words is ["min"] or ["max"] or ["value"] or ["amount"] or ["low"] or ["high"] or ["from"] or ["to"] or ["name"] or ["label"]
            or ["text"] or ["number"] or ["rendered"] or ["display"] or ["formatted"] or ["id"] or ["type"]
            or ["unit"] or ["url"] or ["href"] or ["src"] or ["title"] or ["description"] or ["link"] or ["date"] or ["minimum"]
                or ["maximum"] or ["total"] or ["lower"] or ["upper"] or ["full"] or ["line"] or ["status"] or ["key"]
            or ["path"] or ["state"] or ["price"] or ["available"];

    private static (KeyMeaning Meaning, int Rank) Within(IReadOnlyList<string> own, IReadOnlyList<string> around)
    {
        var outer = Own(around);
        if (outer.Meaning == KeyMeaning.FullAddress)
        {
            return own is ["name"] or ["label"] or ["line"] ? (KeyMeaning.Title, 3) : own is ["full"] or ["formatted"] or ["display"]
                or ["text"] ? (KeyMeaning.FullAddress, 0) : default;
        }

        return own switch
        {
            ["allowed"] or ["policy"] or ["description"] or ["details"] when outer.Meaning == KeyMeaning.Pets =>
                (KeyMeaning.Pets, own is ["allowed"] ? 2 : 0),
            ["max"] or ["high"] or ["to"] or ["maximum"] or ["upper"] => outer.Meaning == KeyMeaning.Rent
                ? (KeyMeaning.RentMax, outer.Rank) : (KeyMeaning.None, 9),
            ["min"] or ["value"] or ["amount"] or ["low"] or ["from"] or ["text"] or ["display"] or ["formatted"] or ["rendered"]
                or ["minimum"] or ["total"] or ["lower"] or ["number"] or ["date"] or ["label"] or ["price"]
                => (outer.Meaning, outer.Rank + (own is ["text"] or ["display"] or ["formatted"] or ["label"] ? 1 : 0)),
            ["name"] or ["title"] => outer.Meaning is KeyMeaning.City or KeyMeaning.State or KeyMeaning.PropertyType or KeyMeaning.Status
                or KeyMeaning.Unit or KeyMeaning.Available
                ? outer : (KeyMeaning.Title, 2),
            ["url"] or ["href"] or ["src"] or ["link"] => outer.Meaning is KeyMeaning.Photos or KeyMeaning.Url ? outer : (KeyMeaning.None, 9),
            _ => default,
        };
    }
}
