using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Reads the fields of one home from its lines. A value with a label goes before a line that says it by itself, that before running text, and
/// what stands above a group of homes comes last.
/// </summary>
internal static partial class HomeReader
{
    private const double ByLabel = 0.9;
    private const double ByLine = 0.8;
    private const double ByContext = 0.65;
    private const double ByProse = 0.6;
    private const int LongestVacant = 60;
    private const int LongestPetsWord = 24;

    private static readonly HashSet<string> PlainHome = new(StringComparer.OrdinalIgnoreCase) { "home", "homes", "residence" };

    /// <summary>The listing, without its own page's address.</summary>
    /// <param name="home">Its lines.</param>
    /// <param name="page">The page.</param>
    /// <param name="towns">Names that are towns on this page; those it names with their state when null.</param>
    public static ExtractedListing Read(Home home, PageDocument page, IReadOnlySet<string>? towns = null)
    {
        var lines = home.Lines.Where(line => !line.IsSpent).ToList();
        var context = Enumerable.Reverse(home.Context).Where(line => !line.IsSpent && !line.Signals.HasContact).ToList();
        var address = HomeAddress.Read(lines, context, home, towns ?? page.Cities);
        var rent = First(lines, [LabelKind.Rent], line => RentReader.Read(line.Labelled));
        var own = new HomeText(lines);
        return new ExtractedListing
        {
            PropertyAddress = address.Street,
            Unit = address.Unit,
            City = address.City,
            State = address.State,
            PostalCode = address.PostalCode,
            Price = rent is null ? null : new Reading<decimal>(rent.Value.Price, rent.Method, rent.Confidence),
            PriceMax = rent?.Value.Max is { } max ? new Reading<decimal>(max, rent.Method, rent.Confidence) : null,
            Bedrooms = First(lines, [LabelKind.Bedrooms, LabelKind.Rooms], line => RoomsReader.Bedrooms(line.Labelled)) ?? OfContext(context, line => RoomsReader.Bedrooms(line.Text)),
            Bathrooms = Bathrooms(lines) ?? OfContext(context, line => RoomsReader.Bathrooms(line.Text)),
            SquareFeet = First(lines, [LabelKind.Area], line => AreaReader.Read(line.Labelled)),
            PropertyType = PropertyType(lines) ?? OfGroup(context, address.Unit is not null),
            Availability = FirstOf(lines, [LabelKind.Available, LabelKind.Status], line => line.LabelKind == LabelKind.Rooms ? null : line.Label is null ? AvailabilityReader.ReadSaid(line.Text, page.Today) : AvailabilityReader.Read(line.Text, page.Today) ?? AvailabilityReader.ReadSaid(line.Labelled, page.Today))
                ?? OfCell(lines, page.Today)
                ?? (lines.Exists(line => line.LabelKind == LabelKind.Available || Availabilities().IsMatch(line.Text)) ? null : OfContextText(context, text => AvailabilityReader.ReadSaid(text, page.Today))),
            Pets = Pets(lines) ?? UnderPets(home.Context),
            Description = own.Description,
            Amenities = HomeAmenities.Read(lines) ?? HomeAmenities.Read(home.Context, isShared: true),
            Photos = Photos(home, page),
        };
    }

    // A day alone beside a rent: in a table's cell not long ago, elsewhere to come, as the day of a post is not.
    private static Reading<Availability>? OfCell(List<PageLine> lines, DateOnly today)
    {
        if (!lines.Exists(line => line.Signals.Rent is not null))
        {
            return null;
        }
        foreach (var line in lines.Where(line => line is { Label: null, Heading: 0 } && line.Text.Length < 20 && RoomsReader.Bedrooms(line.Text) is null))
        {
            var earliest = line.Element.LocalName == "td" ? today.AddDays(-LongestVacant) : today;
            if (AvailabilityReader.Read(line.Text, today) is { Date: { } day } said && day > earliest && day < today.AddYears(1))
            {
                return new Reading<Availability>(said, ReadingMethod.Pattern, ByContext);
            }
        }
        return null;
    }

    private static Reading<T>? First<T>(List<PageLine> lines, ReadOnlySpan<LabelKind> kinds, Func<PageLine, T?> read)
        where T : struct
    {
        var found = FirstOf(lines, kinds, line => read(line) is { } value ? (object)value : null);
        return found is null ? null : new Reading<T>((T)found.Value, found.Method, found.Confidence);
    }

    private static Reading<T>? FirstOf<T>(List<PageLine> lines, ReadOnlySpan<LabelKind> kinds, Func<PageLine, T?> read)
        where T : class
    {
        Reading<T>? byLine = null;
        Reading<T>? byProse = null;
        foreach (var line in lines)
        {
            var isLabelled = kinds.Contains(line.LabelKind);
            if (!isLabelled && (line.LabelKind is not (LabelKind.None or LabelKind.Description or LabelKind.Rooms) || (line.IsProse ? byProse : byLine) is not null))
            {
                continue;
            }
            if ((line.Label is null && LineSignals.IsAboutNoHome(line.Text)) || read(line) is not { } value)
            {
                continue;
            }
            if (isLabelled)
            {
                return new Reading<T>(value, ReadingMethod.Pattern, ByLabel);
            }
            if (line.IsProse || line.LabelKind == LabelKind.Description)
            {
                byProse ??= new Reading<T>(value, ReadingMethod.Text, ByProse);
            }
            else
            {
                byLine ??= new Reading<T>(value, ReadingMethod.Pattern, ByLine);
            }
        }
        return byLine ?? byProse;
    }

    private static Reading<decimal>? OfContext(List<PageLine> context, Func<PageLine, decimal?> read)
    {
        foreach (var line in context)
        {
            if (!line.IsProse && (line.Heading > 1 || line.Text.Length < 40 || ForAll().IsMatch(line.Text)) && line.Signals is { Rent: null } && read(line) is { } value)
            {
                return new Reading<decimal>(value, ReadingMethod.Pattern, ByContext);
            }
        }
        return null;
    }

    private static Reading<T>? OfContextText<T>(List<PageLine> context, Func<string, T?> read)
        where T : class
    {
        foreach (var line in context)
        {
            if (line.Heading > 1 && read(line.Text) is { } value)
            {
                return new Reading<T>(value, ReadingMethod.Pattern, ByContext);
            }
        }
        return null;
    }

    // What stands above says what kind of homes are below: "Apartments near campus". The word home alone says nothing, and units of "Mill House" are no houses.
    private static Reading<string>? OfGroup(List<PageLine> context, bool isUnit) =>
        context.Select(line => PropertyTypeReader.ReadOnly(line.Text)).FirstOrDefault(type => type is not null && !(isUnit && type == "house")) is { } type ? new Reading<string>(type, ReadingMethod.Pattern, 0.5) : null;

    private static Reading<decimal>? Bathrooms(List<PageLine> lines)
    {
        var baths = First(lines, [LabelKind.Bathrooms, LabelKind.Rooms], line => RoomsReader.Bathrooms(line.Labelled));
        var half = lines.Find(line => line.LabelKind == LabelKind.HalfBathrooms);
        return baths is not null && half is not null && decimal.IsInteger(baths.Value) && Numerals.Value(half.Text) is { } halves and <= 4
            ? baths with { Value = baths.Value + (0.5m * halves) }
            : baths;
    }

    private static Reading<string>? PropertyType(List<PageLine> lines)
    {
        // A category may be "For rent", and the type stands below.
        if (lines.Where(line => line.LabelKind == LabelKind.PropertyType).Select(line => PropertyTypeReader.Read(line.Text) ?? (PlainHome.Contains(line.Text) ? "house" : null)).FirstOrDefault(type => type is not null) is { } said)
        {
            return new Reading<string>(said, ReadingMethod.Pattern, ByLabel);
        }
        return FirstOf(lines.Where(line => line.LabelKind is not LabelKind.Amenities).OrderByDescending(line => line.Heading > 0).ToList(), [], line => PropertyTypeReader.Read(line.Text));
    }

    private static Reading<string>? Pets(List<PageLine> lines)
    {
        if (lines.Find(line => line.LabelKind == LabelKind.Pets) is { } labelled && (PetsReader.Read("Pets: " + labelled.Text) ?? PetsReader.ReadValue(labelled.Text)) is { } policy)
        {
            return new Reading<string>(policy, ReadingMethod.Pattern, ByLabel);
        }
        return UnderPets(lines) ?? FirstOf(lines, [], line => line.Names != LabelKind.None ? null : Bubbles.Of(line) is { Count: > 0 } bubbles ? bubbles.Select(PetsReader.Read).FirstOrDefault(said => said is not null) : PetsReader.Read(line.Text));
    }

    // A heading "Pet policy" and a list of its own: "Cats allowed", "Small dogs allowed".
    private static Reading<string>? UnderPets(List<PageLine> lines)
    {
        var heading = lines.FindIndex(line => line.Names == LabelKind.Pets);
        var said = heading < 0 ? [] : lines.Skip(heading + 1).TakeWhile(line => line is { Heading: 0, Label: null } && PetsReader.Read(line.Text) is not null).Select(line => line.Text.TrimEnd('.')).Take(4).ToList();
        // A word alone below the heading, such as "Negotiable", is what it says.
        if (said.Count == 0 && heading >= 0 && lines[heading].Heading > 0 && lines.ElementAtOrDefault(heading + 1) is { Heading: 0, Label: null, Names: LabelKind.None } below && below.Text.Length <= LongestPetsWord
            && lines.ElementAtOrDefault(heading + 2) is null or { Heading: > 0 } && PetsReader.ReadValue(below.Text) is { } word)
        {
            said = [word];
        }
        return said.Count == 0 ? null : new Reading<string>(string.Join(", ", said), ReadingMethod.Pattern, ByLabel);
    }

    private static Reading<IReadOnlyList<Uri>>? Photos(Home home, PageDocument page)
    {
        var photos = PhotoReader.Read(home.Blocks.SelectMany(Images), page.BaseUrl);
        photos = photos.Count > 0 ? photos : PhotoReader.Read(home.Pictures.Select(picture => picture.Element), page.BaseUrl);
        photos = photos.Count > 0 ? photos : [.. home.Lines.SelectMany(line => line.Anchors).Select(anchor => page.Resolve(anchor.GetAttribute("href"))).OfType<Uri>().Where(url => Picture().IsMatch(url.AbsolutePath)).Distinct()];
        return photos.Count == 0 ? null : new Reading<IReadOnlyList<Uri>>(photos, ReadingMethod.Pattern, ByLine);
    }

    private static IEnumerable<AngleSharp.Dom.IElement> Images(Block block) =>
        block.IsImage ? [block.Element] : block.Children.SelectMany(Images);

    // Old pages link to a picture instead of showing it.
    [GeneratedRegex("\\.(?:jpe?g|png|webp)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    [GeneratedRegex("^(?:all|each|every)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForAll();

    // "Available January" says less than a day, and more than a heading above.
    [GeneratedRegex("""^[^.]{0,40}\b(?:availab|ready|move[- ]in|coming)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Availabilities();
}
