using PeteRental.Scraper.Extraction.Fields;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>
/// A home while one reader gathers its fields: the first value of a field stays, values that cannot be right are not taken. Values come
/// as numbers or as texts of any kind ("$1,695/mo", "2 bd / 1.5 ba"), which the field readers understand.
/// </summary>
internal sealed class ListingDraft(PageDocument page, ReadingMethod method, double confidence)
{
    private const int MaxDescription = 4_000;
    private const int MaxPhotos = 60;
    private const int MaxAmenities = 80;
    private const decimal SquareFeetInSquareMetre = 10.7639m;
    private const double Derived = 0.4;

    private readonly List<string> _amenities = [];
    private readonly List<Uri> _photos = [];
    private bool _petsAreDerived;

    public Uri? Url { get; set; }

    public string? SiteKey { get; set; }

    public string? Street { get; private set; }

    public string? Unit { get; private set; }

    public string? City { get; private set; }

    public string? State { get; private set; }

    public string? PostalCode { get; private set; }

    public decimal? Price { get; private set; }

    public decimal? PriceMax { get; private set; }

    public decimal? Bedrooms { get; private set; }

    public decimal? Bathrooms { get; private set; }

    public int? SquareFeet { get; private set; }

    public string? PropertyType { get; private set; }

    public Availability? Availability { get; private set; }

    public string? Pets { get; private set; }

    public string? Description { get; private set; }

    /// <summary>Whether anything says that the home is for sale, let or no home.</summary>
    public bool IsNotToRent { get; private set; }

    /// <summary>Photos so far.</summary>
    public int PhotoCount => _photos.Count;

    /// <summary>Whether there is enough to call it a home: where it is or what it costs, and something about it.</summary>
    public bool IsHome
    {
        get
        {
            var about = (Bedrooms is null ? 0 : 1) + (Bathrooms is null ? 0 : 1) + (SquareFeet is null ? 0 : 1);
            return (Price is not null && (about > 0 || Street is not null || Unit is not null))
                || (Street is not null && (about > 0 || Availability is not null))
                || (Unit is not null && about > 0);
        }
    }

    /// <summary>Reads a whole address, or a street line with a unit inside.</summary>
    public void AddAddress(string? text)
    {
        if (Cleaned(text, 200) is not { } line)
        {
            return;
        }

        if (UnitName.BeforeStreet(line) is { } unit)
        {
            AddUnit(unit);
            line = line[(unit.Length + 1)..];
        }

        if (AddressReader.Read(line) is { } address)
        {
            Street ??= address.Street;
            Unit ??= UnitName.Of(address.Unit);
            City ??= address.City;
            State ??= address.State;
            PostalCode ??= address.PostalCode;
        }
    }

    /// <summary>A line that is known to be the street: also when it does not look like one.</summary>
    public void AddStreet(string? text)
    {
        AddAddress(text);
        if (Street is null && Cleaned(text, 120) is { } line && line.Any(char.IsLetter))
        {
            Street = line.TrimEnd(',');
        }
    }

    /// <summary>A street line that only counts when the page is known to be about a home.</summary>
    public void AddStreetOf(string? text, bool isHome)
    {
        if (isHome)
        {
            AddStreet(text);
        }
    }

    public void AddUnit(string? text) => Unit ??= UnitName.Of(text);

    public void AddCity(string? text) => City ??= Cleaned(text, 60) is { } city && city.Any(char.IsLetter) && !city.Any(char.IsDigit)
        ? city.TrimEnd(',') : null;

    public void AddState(string? text) => State ??=
        text?.Trim().Trim('.', ',') is { Length: > 1 and < 30 } name
            ? States.Code(name.StartsWith("US-", StringComparison.OrdinalIgnoreCase) ? name[3..] : name) : null;

    public void AddPostalCode(string? text) => PostalCode ??= ZipCode.Of(text);

    /// <summary>A rent as text, such as "$1,500 - $1,700".</summary>
    public void AddRentText(string? text)
    {
        if (Price is null && Cleaned(text, 200) is { } line)
        {
            if (PlainNumber.Of(line) is { } number)
            {
                AddRent(number, null);
            }
            else if (RentReader.Read(line) is { } rent)
            {
                AddRent(rent.Price, rent.Max);
            }
        }
    }

    /// <summary>A rent a month. What nobody pays a month is a price of sale, or none.</summary>
    public void AddRent(decimal? price, decimal? max)
    {
        if (Price is not null || price is not { } low)
        {
            return;
        }

        if (low is >= 200 and <= 30_000)
        {
            Price = Plain(low);
            PriceMax = max > low && max <= 30_000 ? Plain(max.Value) : null;
        }
        else if (low > 30_000)
        {
            IsNotToRent = true;
        }
    }

    public void AddBedrooms(string? text) => AddBedrooms(Cleaned(text, 100) is { } line ? PlainNumber.Of(line) ?? RoomsReader.Bedrooms(line) : null);

    public void AddBedrooms(decimal? value) => Bedrooms ??= value is >= 0 and <= 12 && value * 2 % 1 == 0 ? Plain(value.Value) : null;

    public void AddBathrooms(string? text) => AddBathrooms(Cleaned(text, 100) is { } line
        ? PlainNumber.Of(line) ?? RoomsReader.Bathrooms(line) : null);

    // Some write full.half: 2.1 are two and a half.
    public void AddBathrooms(decimal? value) =>
        Bathrooms ??= value is > 0 and <= 12 ? (value % 1 is 0.1m ? decimal.Floor(value.Value) + 0.5m : value * 2 % 1 == 0
            ? Plain(value.Value) : null) : null;

    public void AddArea(string? text)
    {
        if (SquareFeet is null && Cleaned(text, 100) is { } line)
        {
            AddSquareFeet(PlainNumber.Of(line) ?? AreaReader.Read(line) ?? AreaReader.Read(line + " sq ft"));
        }
    }

    public void AddSquareFeet(decimal? value) => SquareFeet ??= value is >= 80 and <= 20_000 ? (int)decimal.Round(value.Value) : null;

    public void AddSquareMetres(decimal? value) => AddSquareFeet(value is < 2_000 ? value * SquareFeetInSquareMetre : null);

    public void AddPropertyType(string? text) => PropertyType ??= Cleaned(text, 100) is { } line ? PropertyTypeReader.Read(line) : null;

    public void AddAvailability(string? text) => Availability ??= Cleaned(text, 200) is { } line ? AvailabilityText.Read(line, page.Today) : null;

    /// <summary>It can be had: now, unless a day is known.</summary>
    public void AddIsAvailable() => Availability ??= new Availability("now", null);

    /// <summary>Availability out of a longer text.</summary>
    public void AddAvailabilityOf(string text) => Availability ??= AvailabilityReader.Read(text, page.Today);

    /// <summary>What is said about pets, as it is.</summary>
    public void AddPets(string? text)
    {
        if (Cleaned(text, 300) is { Length: > 1 } words && (Pets is null || _petsAreDerived))
        {
            (Pets, _petsAreDerived) = (words, false);
        }
    }

    /// <summary>Pets as a yes or no: words of the page are better.</summary>
    public void AddPets(bool areAllowed)
    {
        if (Pets is null)
        {
            (Pets, _petsAreDerived) = (areAllowed ? "Pets allowed" : "No pets", true);
        }
    }

    public void AddDescription(string? text)
    {
        if (Description is null && MarkupText.Of(text) is { Length: >= 20 } words)
        {
            Description = words.Length > MaxDescription ? words[..MaxDescription].TrimEnd() : words;
        }
    }

    public void AddAmenity(string? text)
    {
        if (_amenities.Count < MaxAmenities && Cleaned(text, 80) is { } name && name.Any(char.IsLetter)
            && !_amenities.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            _amenities.Add(name);
        }
    }

    public void AddPhoto(string? href)
    {
        if (_photos.Count < MaxPhotos && page.Resolve(href) is { } photo && PhotoAddress.IsPhoto(photo) && !_photos.Contains(photo))
        {
            _photos.Add(photo);
        }
    }

    /// <summary>Says that the home is not to be had for rent: for sale, let, or no home.</summary>
    public void RuleOut() => IsNotToRent = true;

    /// <summary>What several homes of one building have in common.</summary>
    public void TakeFromBuilding(ListingDraft building)
    {
        Street ??= building.Street;
        City ??= building.City;
        State ??= building.State;
        PostalCode ??= building.PostalCode;
        PropertyType ??= building.PropertyType;
        Description ??= building.Description;
        if (Pets is null)
        {
            (Pets, _petsAreDerived) = (building.Pets, building._petsAreDerived);
        }

        if (_amenities.Count == 0)
        {
            _amenities.AddRange(building._amenities);
        }
    }

    /// <summary>The home as it was read.</summary>
    public FoundHome ToHome(bool isBuilding = false)
    {
        if (Description is not null && !isBuilding)
        {
            ReadDescription(Description);
        }

        return Home(isBuilding);
    }

    // What no field says, the home's own text may.
    private void ReadDescription(string description)
    {
        AddSquareFeet(AreaReader.Read(description));
        AddBedrooms(RoomsReader.Bedrooms(description));
        AddBathrooms(RoomsReader.Bathrooms(description));
        if (Pets is null || _petsAreDerived)
        {
            AddPets(PetsReader.Read(description));
        }
    }

    private FoundHome Home(bool isBuilding) => new(
        new ExtractedListing
        {
            Url = As(Url),
            SiteKey = SiteKey,
            PropertyAddress = As(Street),
            Unit = As(Unit),
            City = As(City),
            State = As(State),
            PostalCode = As(PostalCode),
            Price = As(Price),
            PriceMax = As(PriceMax),
            Bedrooms = As(Bedrooms),
            Bathrooms = As(Bathrooms),
            SquareFeet = As(SquareFeet),
            PropertyType = As(PropertyType),
            Availability = As(Availability),
            Pets = Pets is null ? null : new(Pets, method, _petsAreDerived ? Derived : confidence),
            Description = As(Description),
            Amenities = _amenities.Count == 0 ? null : new(_amenities, method, confidence),
            Photos = _photos.Count == 0 ? null : new(_photos, method, confidence),
        },
        !IsNotToRent,
        isBuilding);

    // 1450.00 is 1450.
    private static decimal Plain(decimal value) => value / 1.000000000000000000000000000000m;

    private static string? Cleaned(string? text, int longest)
    {
        var words = text is null || text.Length > 20_000 ? null : MarkupText.OnOneLine(text);
        return string.IsNullOrEmpty(words) || words.Length > longest ? null : words;
    }

    private Reading<T>? As<T>(T? value)
        where T : class => value is null ? null : new(value, method, confidence);

    private Reading<T>? As<T>(T? value)
        where T : struct => value is { } known ? new(known, method, confidence) : null;
}
