using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Rentals;

/// <summary>Who changes homes: a person, or a reading of a site.</summary>
/// <param name="UserId">The person.</param>
/// <param name="ScrapeId">The reading.</param>
/// <param name="SourceId">What was read.</param>
internal sealed record RentalActor(Guid? UserId, Guid? ScrapeId, Guid? SourceId)
{
    public static RentalActor Person(Guid user) => new(user, null, null);

    public static RentalActor Scrape(Guid scrape, Guid source) => new(null, scrape, source);

    /// <summary>A source that is removed, with its homes, by a person.</summary>
    public static RentalActor Removal(Guid? user, Guid source) => new(user, null, source);
}

/// <summary>When a change is made.</summary>
/// <param name="Now">The instant.</param>
/// <param name="Today">The date in the workspace's zone.</param>
internal sealed record Moment(DateTimeOffset Now, DateOnly Today);

/// <summary>What happened to a home, as the history calls it.</summary>
internal static class RentalChangeKind
{
    public const string Added = "added";
    public const string Changed = "changed";
    public const string Gone = "gone";
    public const string Back = "back";
    public const string Deleted = "deleted";
    public const string Restored = "restored";
}

/// <summary>A home before and after a change. Pure: what is worth writing down follows from the two.</summary>
/// <param name="Before">Null for a new one.</param>
/// <param name="After">As it is to be.</param>
internal sealed record RentalChange(Rental? Before, Rental After)
{
    /// <summary>One of <see cref="RentalChangeKind"/>; null when nothing happened that anybody needs to hear of.</summary>
    public string? Kind => (Before, After) switch
    {
        (null, _) => RentalChangeKind.Added,
        ({ DeletedAt: null }, { DeletedAt: not null }) => RentalChangeKind.Deleted,
        ({ DeletedAt: not null }, { DeletedAt: null }) => RentalChangeKind.Restored,
        (_, { DeletedAt: not null }) => null,
        ({ MissingSince: null }, { MissingSince: not null }) => RentalChangeKind.Gone,
        ({ MissingSince: not null }, { MissingSince: null }) => RentalChangeKind.Back,
        _ => Fields.Any() ? RentalChangeKind.Changed : null,
    };

    /// <summary>Whether anything of the row is other than before, but for when it was last seen.</summary>
    public bool IsWrite =>
        Before is null || Kind is not null || RentalField.All.Any(each => !each.IsSame(Before, After))
        || Before.SourceId != After.SourceId || Before.ReadIdentity != After.ReadIdentity || Before.Website != After.Website
        || !Before.EditedFields.AsSpan().SequenceEqual(After.EditedFields) || !JsonNode.DeepEquals(Reading(Before), Reading(After));

    /// <summary>Whether the rent changed.</summary>
    public bool IsPriceChange => Kind == RentalChangeKind.Changed && Before!.Price != After.Price;

    /// <summary>The change for consumers of events.</summary>
    public RentalPriceChange PriceChange => new(After.Id, After.PropertyAddress ?? "", Before?.Price, After.Price);

    /// <summary>What changed of its fields, as the history keeps it; nothing for a new home.</summary>
    public JsonArray Note() => new([.. Fields.Select(field =>
        new JsonObject { ["field"] = field.Name, ["from"] = field.Note(Before!), ["to"] = field.Note(After) })]);

    private IEnumerable<RentalField> Fields =>
        Before is null ? [] : RentalField.All.Where(each => each.IsTold && !each.IsSame(Before, After));

    private static JsonNode? Reading(Rental rental) =>
        System.Text.Json.JsonSerializer.SerializeToNode(rental.Reading, ServiceDefaults.JsonDefaults.Options);
}

/// <summary>What a change came to. Each home is in one list at most.</summary>
/// <param name="Added">New, back or restored.</param>
/// <param name="Changed">Something of it changed.</param>
/// <param name="Removed">Gone or deleted.</param>
/// <param name="PriceChanges">Of the changed ones.</param>
/// <param name="Totals">Of the workspace, after it; null when nothing changed.</param>
internal sealed record AppliedChanges(
    IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Changed, IReadOnlyList<Guid> Removed, IReadOnlyList<RentalPriceChange> PriceChanges, RentalTotals? Totals)
{
    public static readonly AppliedChanges Nothing = new([], [], [], [], null);

    /// <summary>Whether there is something to tell.</summary>
    public bool Any => Added.Count + Changed.Count + Removed.Count > 0;
}
