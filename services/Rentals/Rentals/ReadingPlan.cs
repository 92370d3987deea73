using PeteRental.Contracts;

namespace PeteRental.Rentals.Rentals;

/// <summary>
/// What a reading makes of the homes that are known: which are new, which it shows again and with what, which are gone. Pure. A home
/// belongs to the source that showed it first, for as long as that does; others, and readings of homes that were entered by hand, only add
/// what is not known yet. What a person has set stays. Homes of sites that callers named and those of the workspace do not know each other.
/// </summary>
internal sealed class ReadingPlan
{
    private readonly WorkspaceId _workspace;
    private readonly SourceReading _reading;
    private readonly Moment _moment;
    private readonly ILookup<string, Rental> _byKey;
    private readonly HashSet<(string Identity, int Variant)> _taken;
    private readonly HashSet<Guid> _seen = [];
    private readonly List<RentalChange> _changes = [];

    private ReadingPlan(WorkspaceId workspace, IReadOnlyList<Rental> known, SourceReading reading, Moment moment)
    {
        (_workspace, _reading, _moment) = (workspace, reading, moment);
        _byKey = known.Where(rental => rental.NamedByCaller == reading.NamedByCaller).SelectMany(rental => KeysOf(rental).Select(key => (key, rental))).ToLookup(pair => pair.key, pair => pair.rental);
        _taken = [.. known.Select(rental => (rental.Identity, rental.Variant))];
    }

    /// <summary>The changes, and the homes that were seen.</summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="known">Every home of the source, and every home of the workspace with a key of one that was read.</param>
    /// <param name="homes">What was read, by <see cref="HomesOf"/>.</param>
    /// <param name="reading">Of which source.</param>
    /// <param name="moment">When.</param>
    public static (IReadOnlyList<RentalChange> Changes, IReadOnlyCollection<Guid> Seen) Make(
        WorkspaceId workspace, IReadOnlyList<Rental> known, IReadOnlyList<ReadHome> homes, SourceReading reading, Moment moment)
    {
        var plan = new ReadingPlan(workspace, known, reading, moment);
        foreach (var group in homes.GroupBy(home => home.Key))
        {
            plan.Place([.. group]);
        }

        if (!reading.IsPartial)
        {
            plan.Miss(known);
        }

        return (plan._changes, plan._seen);
    }

    /// <summary>The homes of a reading, each once.</summary>
    public static IReadOnlyList<ReadHome> HomesOf(SourceReading reading)
    {
        var homes = new List<ReadHome>();
        foreach (var group in reading.Listings.Select(listing => ReadHome.Of(RentalLimits.Fitting(listing))).Where(IsTellable).GroupBy(home => home.Key))
        {
            var distinct = new List<ReadHome>();
            // The fullest first, so that what two say of one home is not lost; then in an order that does not depend on the page's.
            foreach (var home in group.OrderByDescending(home => home.Fullness).ThenBy(home => home.Shown.Url, StringComparer.Ordinal).ThenBy(home => home.Shown.Price)
                .ThenBy(home => home.Shown.Bedrooms).ThenBy(home => home.Shown.City, StringComparer.Ordinal).ThenBy(home => home.Shown.AvailableDate))
            {
                if (distinct.TrueForAll(home.IsOther))
                {
                    distinct.Add(home);
                }
            }

            homes.AddRange(distinct);
        }

        return homes;
    }

    // Neither an address nor a page: nothing would find it again.
    private static bool IsTellable(ReadHome home) => home.Key != "|";

    private IEnumerable<string> KeysOf(Rental rental) =>
        rental.SourceId == _reading.SourceId && rental.ReadIdentity is { } read && read != rental.Identity ? [read, rental.Identity] : [rental.Identity];

    // The pairs that fit best first; what finds no partner is new.
    private void Place(IReadOnlyList<ReadHome> homes)
    {
        var pairs = from home in homes.Select((home, index) => (Home: home, Index: index))
                    from known in _byKey[home.Home.Key]
                    let likeness = home.Home.LikenessTo(known, _reading.SourceId)
                    where likeness is not null
                    orderby likeness descending, home.Index, known.Variant
                    select (home, known);
        var placed = new HashSet<int>();
        foreach (var (home, known) in pairs)
        {
            if (!placed.Contains(home.Index) && _seen.Add(known.Id))
            {
                placed.Add(home.Index);
                Meet(known, home.Home);
            }
        }

        foreach (var home in homes.Where((_, index) => !placed.Contains(index)))
        {
            Add(home);
        }
    }

    private void Add(ReadHome home)
    {
        var id = Guid.CreateVersion7(_moment.Now);
        var rental = home.Shown with
        {
            Id = id,
            WorkspaceId = _workspace.Value,
            SourceId = _reading.SourceId,
            NamedByCaller = _reading.NamedByCaller,
            Website = _reading.Website,
            ReadIdentity = home.Key,
            Reading = home.Listing,
            Variant = FreeVariant(home.Key),
            FirstSeenAt = _moment.Now,
            LastSeenAt = _moment.Now,
            CreatedAt = _moment.Now,
            UpdatedAt = _moment.Now,
        };
        _seen.Add(id);
        _changes.Add(new RentalChange(null, rental));
    }

    private void Meet(Rental known, ReadHome home)
    {
        if (known.DeletedAt is not null)
        {
            return;
        }

        var isOwn = known.SourceType == SourceType.Scraped
            && (known.SourceId == _reading.SourceId || known.SourceId is null || known.MissingSince is not null);
        var after = isOwn ? Follow(known, home) : Complete(known, home.Shown);
        var change = new RentalChange(known, after);
        if (change.IsWrite)
        {
            _changes.Add(change.Kind is null ? change : change with { After = after with { UpdatedAt = _moment.Now } });
        }
    }

    private Rental Follow(Rental known, ReadHome home)
    {
        var after = known with
        {
            SourceId = _reading.SourceId,
            Website = _reading.Website,
            ReadIdentity = home.Key,
            Reading = home.Listing,
            Evidence = home.Shown.Evidence,
            MissingSince = null,
            LastSeenAt = _moment.Now,
        };
        foreach (var field in RentalField.All.Where(field => !known.EditedFields.Contains(field.Name) && IsSaid(field, home.Shown)))
        {
            after = field.Copy(after, home.Shown);
        }

        after = after.Identified();
        return after.Identity == known.Identity ? after : after with { Variant = FreeVariant(after.Identity) };
    }

    private bool IsSaid(RentalField field, Rental shown) =>
        !field.IsEmpty(shown)
        || (field.MayVanish && (!_reading.IsPartial || RentalField.All.Any(other => other.Name == field.Partner && !other.IsEmpty(shown))))
        // An address without a unit has none; only all of it is right.
        || (field.Name == "unit" && shown.PropertyAddress is not null);

    private static Rental Complete(Rental known, Rental shown)
    {
        bool IsOpen(RentalField field) => !known.EditedFields.Contains(field.Name) && field.IsEmpty(known);
        return RentalField.All
            .Where(field => field.Name is not ("property_address" or "unit" or "url") && IsOpen(field)
                && RentalField.All.All(other => other.Name != field.Partner || IsOpen(other)))
            .Aggregate(known, (after, field) => field.Copy(after, shown));
    }

    private void Miss(IReadOnlyList<Rental> known) => _changes.AddRange(known
        .Where(rental => rental.SourceId == _reading.SourceId && rental.SourceType == SourceType.Scraped && rental.IsOffered && !_seen.Contains(rental.Id))
        .Select(rental => new RentalChange(rental, rental with { MissingSince = _moment.Now, UpdatedAt = _moment.Now })));

    private int FreeVariant(string identity)
    {
        var variant = 0;
        while (!_taken.Add((identity, variant)))
        {
            variant++;
        }

        return variant;
    }
}
