using System.Numerics;
using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>What part of a page says about a home, as far as it helps to tell homes apart. A value is weak when running text mentions it.</summary>
internal sealed record Signals
{
    /// <summary>Nothing.</summary>
    public static Signals None { get; } = new();

    public string? Street { get; init; }

    public string? Unit { get; init; }

    public decimal? Rent { get; init; }

    public decimal? Bedrooms { get; init; }

    public bool WeakRent { get; init; }

    public bool WeakBedrooms { get; init; }

    public bool HasBathrooms { get; init; }

    public bool HasArea { get; init; }

    public bool HasAvailability { get; init; }

    /// <summary>Whether all of it comes from running text.</summary>
    public bool IsProse { get; init; }

    /// <summary>Whether all of it comes from sentences, which tell of homes that were, too.</summary>
    public bool IsTold { get; init; }

    /// <summary>A telephone number or an e-mail address is there: an address beside it and nothing else is somebody's office.</summary>
    public bool HasContact { get; init; }

    /// <summary>How many kinds of facts there are.</summary>
    public int Kinds => BitOperations.PopCount(Mask);

    /// <summary>A bit for each kind of fact.</summary>
    public uint Mask =>
        (Street is null ? 0u : 1) | (Unit is null ? 0u : 2) | (Rent is null ? 0u : 4) | (Bedrooms is null ? 0u : 8)
        | (HasBathrooms ? 16u : 0) | (HasArea ? 32u : 0) | (HasAvailability ? 64u : 0);

    /// <summary>Whether this is enough to be a home.</summary>
    public bool IsHome =>
        Kinds >= 2 && (Rent is not null || Bedrooms is not null || (Street is not null && (Unit is null ? HasAvailability || HasArea : Kinds > 2 || HasAvailability)) || (Unit is not null && Kinds >= 2))
        && !(Mask is 3)
        // Rooms and a rent in running text are said of markets and memories, too.
        && (!IsProse || Street is not null || Kinds >= 3);

    /// <summary>Whether two parts cannot be about one home.</summary>
    public bool Conflicts(Signals other)
    {
        if (Street is not null && other.Street is not null && Street != other.Street)
        {
            return true;
        }
        if (Unit is not null && other.Unit is not null && Unit != other.Unit)
        {
            return true;
        }
        var rents = Rent is not null && other.Rent is not null && Rent != other.Rent;
        var beds = Bedrooms is not null && other.Bedrooms is not null && Bedrooms != other.Bedrooms;
        if (IsProse && other.IsProse)
        {
            return rents && (beds || (Street is null && other.Street is null)) && Kinds > 1 && other.Kinds > 1;
        }
        return (rents && !WeakRent && !other.WeakRent) || (beds && !WeakBedrooms && !other.WeakBedrooms);
    }

    /// <summary>Both together; facts go before mentions.</summary>
    public Signals With(Signals other)
    {
        if (other.Mask == 0 && !other.HasContact)
        {
            return this;
        }
        if (Mask == 0 && !HasContact)
        {
            return other;
        }
        var takesRent = Rent is null || (WeakRent && other is { Rent: not null, WeakRent: false });
        var takesBeds = Bedrooms is null || (WeakBedrooms && other is { Bedrooms: not null, WeakBedrooms: false });
        return new Signals
        {
            Street = Street ?? other.Street,
            Unit = Unit ?? other.Unit,
            Rent = takesRent ? other.Rent : Rent,
            WeakRent = takesRent ? other.WeakRent : WeakRent,
            Bedrooms = takesBeds ? other.Bedrooms : Bedrooms,
            WeakBedrooms = takesBeds ? other.WeakBedrooms : WeakBedrooms,
            HasBathrooms = HasBathrooms || other.HasBathrooms,
            HasArea = HasArea || other.HasArea,
            HasAvailability = HasAvailability || other.HasAvailability,
            IsProse = (IsProse || Mask == 0) && (other.IsProse || other.Mask == 0),
            IsTold = (IsTold || Mask == 0) && (other.IsTold || other.Mask == 0),
            HasContact = HasContact || other.HasContact,
        };
    }
}

/// <summary>Reads the signals of a line.</summary>
internal static partial class LineSignals
{
    private const int LongestRead = 2_000;

    /// <summary>What the line says.</summary>
    public static Signals Read(PageLine line, DateOnly today)
    {
        var text = PlainText.Cut(line.Text, LongestRead);
        if (line.IsSpent || text.Length < 1 || Stories.IsQuestion(text) || line.LabelKind is LabelKind.OtherMoney or LabelKind.OtherArea or LabelKind.Pets or LabelKind.Amenities or LabelKind.Other or LabelKind.HalfBathrooms)
        {
            return Signals.None;
        }
        var prose = line.IsProse || line.LabelKind == LabelKind.Description;
        var hasDigit = text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
        var hasContact = hasDigit && Phone().IsMatch(text) || text.Contains('@', StringComparison.Ordinal);
        if (!hasDigit && !WorthReading().IsMatch(text))
        {
            return line.LabelKind is LabelKind.Unit && UnitReader.ReadCell(text) is { } cell ? new Signals { Unit = Key(cell) } : hasContact ? new Signals { HasContact = true } : Signals.None;
        }
        var labelled = line.Labelled.Length > LongestRead ? text : line.Labelled;
        var isGeneral = IsAboutNoHome(text);
        var address = hasDigit && line.LabelKind is LabelKind.None or LabelKind.Address or LabelKind.Description && !Office().IsMatch(text) ? AddressReader.Read(text) : null;
        var unit = line.LabelKind == LabelKind.Unit ? UnitReader.ReadCell(text) : address?.Unit ?? (prose ? null : UnitReader.Read(text));
        return new Signals
        {
            Street = address is null ? null : Key(address.Street),
            Unit = unit is null ? null : Key(unit),
            Rent = hasDigit && !isGeneral && line.LabelKind is LabelKind.None or LabelKind.Rent or LabelKind.Description ? RentReader.Read(labelled)?.Price : null,
            WeakRent = prose,
            Bedrooms = isGeneral || line.LabelKind is not (LabelKind.None or LabelKind.Bedrooms or LabelKind.Rooms or LabelKind.Description) ? null : RoomsReader.Bedrooms(labelled),
            WeakBedrooms = prose || (line.LabelKind == LabelKind.None && text.Length > 80),
            HasBathrooms = hasDigit && !isGeneral && line.LabelKind is LabelKind.None or LabelKind.Bathrooms or LabelKind.Rooms && RoomsReader.Bathrooms(labelled) is not null,
            HasArea = hasDigit && !isGeneral && line.LabelKind is LabelKind.None or LabelKind.Area && AreaReader.Read(labelled) is not null,
            HasAvailability = line.LabelKind is LabelKind.None or LabelKind.Available or LabelKind.Status && !prose && (line.Label is null ? AvailabilityReader.ReadSaid(text, today) : AvailabilityReader.Read(labelled, today)) is not null,
            IsProse = prose,
            IsTold = line.Label is null && Stories.IsSentence(text),
            HasContact = hasContact,
        };
    }

    /// <summary>Whether a text tells of markets, averages, schemes or plans for owners instead of a home.</summary>
    public static bool IsAboutNoHome(string text) => AboutNoHome().IsMatch(text);

    /// <summary>Whether a line says where somebody's office is.</summary>
    public static bool IsOffice(string text) => Office().IsMatch(text);

    /// <summary>Street or unit without what spellings differ in.</summary>
    public static string Key(string text) => new([.. text.ToUpperInvariant().Where(char.IsLetterOrDigit).Take(24)]);

    [GeneratedRegex("""(?:\(\d{3}\)[ ]?|(?<!\d)\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)""", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex("""\b(?:avail|now|immediate|studio|efficiency|one|two|three|four|five|dos|tres|vacant|ready|disponible|wait|unit|apt|upper|lower|upstairs|downstairs|rear|front|estudio|una?|floor|penthouse)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WorthReading();

    // What towns, markets, schemes and plans for owners cost.
    [GeneratedRegex("""\b(?:average(?:s|d)?|averaging|median|typical(?:ly)?|on average|market rents?(?![ ]*[:$])|rents? (?:rose|fell|grew|climbed|dropped|increased|jumped|have|has|in the|across|for an?\b.{0,30}\b(?:rose|fell|grew|climbed|dropped|increased|jumped))|statewide|voucher|landlords?|owners? pay|management fee|of (?:the )?rent|\d% )\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AboutNoHome();

    [GeneratedRegex("""\b(?:office|headquarters|mail(?:ing)?(?: address)?|stop by|come by|visit us|find us|located at our|drop (?:off|by)|P\.?O\.? Box|send|hours|copyright|oficina|©|contact us|our address|pay (?:your )?rent)\b|©""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Office();
}
