using System.Text.Json;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Rentals;

/// <summary>What became of an edit.</summary>
internal abstract record EditResult
{
    /// <summary>Done, or done before under the same key.</summary>
    public sealed record Done(RentalReply Rental) : EditResult;

    /// <summary>What was asked for cannot be.</summary>
    public sealed record Invalid(FieldErrors Errors) : EditResult;

    /// <summary>The workspace has this home already.</summary>
    public sealed record Exists(Guid RentalId) : EditResult;

    /// <summary>The workspace has no such home.</summary>
    public sealed record Missing : EditResult;

    /// <summary>The key was used for another request.</summary>
    public sealed record KeyReused : EditResult;
}

/// <summary>Homes as people write them: each edit under the workspace's lock, so that it sees what no other is changing.</summary>
internal sealed class RentalEditor(NpgsqlDataSource database, RentalWriter writer, WorkspaceZones zones, Outbox outbox)
{
    /// <summary>
    /// Adds a home. One that is there already is for the person to change; one that is gone from its site or was deleted comes back, with
    /// its history, and is theirs from now on.
    /// </summary>
    public async Task<EditResult> AddAsync(WorkspaceId workspace, Guid user, RentalRequest request, RequestKey? key, CancellationToken cancellationToken)
    {
        var errors = request.Check(null);
        if (errors.Any)
        {
            return new EditResult.Invalid(errors);
        }

        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (key is not null)
        {
            switch (await IdempotentWrites.ClaimAsync(connection, transaction, workspace, key, moment.Now, cancellationToken))
            {
                case KeyClaim.Replay replay:
                    return new EditResult.Done(JsonSerializer.Deserialize<RentalReply>(replay.Reply, JsonDefaults.Options)!);
                case KeyClaim.Reused:
                    return new EditResult.KeyReused();
            }
        }

        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        var known = await RentalWriter.KnownAsync(
            connection, transaction, workspace, null, [request.ApplyTo(RentalRequest.Blank).Identity], cancellationToken);
        var plan = Plan(known, request, workspace, user, moment);
        if (plan is not { } change)
        {
            return new EditResult.Exists(Same(known, request.ApplyTo(RentalRequest.Blank)).First(rental => rental.IsOffered).Id);
        }

        await writer.WriteAsync(connection, transaction, workspace, [change], RentalActor.Person(user), moment, cancellationToken);
        var added = RentalReply.InFull(change.After, moment.Today);
        if (key is not null)
        {
            await IdempotentWrites.KeepAsync(connection, transaction, workspace, key, JsonSerializer.Serialize(added, JsonDefaults.Options), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new EditResult.Done(added);
    }

    /// <summary>Changes what is given.</summary>
    public async Task<EditResult> ChangeAsync(WorkspaceId workspace, Guid user, Guid id, RentalRequest request, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        if (await RentalWriter.FindAsync(connection, transaction, workspace, id, cancellationToken) is not { } before)
        {
            return new EditResult.Missing();
        }

        var errors = request.Check(before);
        if (errors.Any)
        {
            return new EditResult.Invalid(errors);
        }

        var after = request.ApplyTo(before);
        if (after.Identity != before.Identity || after.Place != before.Place)
        {
            var known = await RentalWriter.KnownAsync(connection, transaction, workspace, null, [after.Identity], cancellationToken);
            if (Same(known, after).FirstOrDefault(other => other.Id != id && other.IsOffered) is { } other)
            {
                return new EditResult.Exists(other.Id);
            }

            after = after.Identity == before.Identity ? after : after with { Variant = FreeVariant(known) };
        }

        var change = new RentalChange(before, after);
        if (change.IsWrite)
        {
            change = change with { After = after with { UpdatedAt = moment.Now } };
            await writer.WriteAsync(connection, transaction, workspace, [change], RentalActor.Person(user), moment, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new EditResult.Done(RentalReply.InFull(change.After, moment.Today));
    }

    /// <summary>Deletes a home, and keeps a mark: a site that still shows it does not bring it back.</summary>
    public async Task<bool> RemoveAsync(WorkspaceId workspace, Guid user, Guid id, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        if (await RentalWriter.FindAsync(connection, transaction, workspace, id, cancellationToken) is not { } before)
        {
            return false;
        }

        var change = new RentalChange(before, before with { DeletedAt = moment.Now, UpdatedAt = moment.Now });
        await writer.WriteAsync(connection, transaction, workspace, [change], RentalActor.Person(user), moment, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    /// <summary>What adding a home comes to, given what is known under its key; null when it is there already. Pure.</summary>
    internal static RentalChange? Plan(IReadOnlyList<Rental> known, RentalRequest request, WorkspaceId workspace, Guid user, Moment moment)
    {
        var asked = request.ApplyTo(RentalRequest.Blank);
        var same = Same(known, asked).ToList();
        if (same.Exists(rental => rental.IsOffered))
        {
            return null;
        }

        if (same.FirstOrDefault() is { } past)
        {
            var back = request.ApplyTo(past with { Availability = Availability.Now, AvailableDate = null, EditedFields = [] });
            return new RentalChange(past, back with
            {
                SourceType = SourceType.Manual,
                SourceId = null,
                Variant = past.Identity == back.Identity ? past.Variant : FreeVariant(known),
                EditedFields = Said(back),
                MissingSince = null,
                DeletedAt = null,
                LastSeenAt = moment.Now,
                UpdatedAt = moment.Now,
            });
        }

        return new RentalChange(null, asked with
        {
            Id = Guid.CreateVersion7(moment.Now),
            WorkspaceId = workspace.Value,
            Website = SourceAddress.Parse(asked.Url)?.Website,
            Variant = FreeVariant(known),
            EditedFields = Said(asked),
            FirstSeenAt = moment.Now,
            LastSeenAt = moment.Now,
            CreatedBy = user,
            CreatedAt = moment.Now,
            UpdatedAt = moment.Now,
        });
    }

    // Whatever a person says of a home that they enter is theirs; what they leave open, a reading may add.
    private static string[] Said(Rental rental) =>
        [.. RentalField.WithPartners(RentalField.All.Where(each => !each.IsEmpty(rental)).Select(each => each.Name)).Order(StringComparer.Ordinal)];

    /// <summary>Those of the workspace's own of one key that may be the same home, offered ones first.</summary>
    internal static IEnumerable<Rental> Same(IReadOnlyList<Rental> known, Rental asked) => known
        .Where(rental => !rental.NamedByCaller && rental.Identity == asked.Identity && rental.Place.MayBe(asked.Place))
        .OrderByDescending(rental => rental.IsOffered).ThenBy(rental => rental.DeletedAt is not null).ThenBy(rental => rental.Variant);

    internal static int FreeVariant(IReadOnlyList<Rental> known) => known.Count == 0 ? 0 : known.Max(rental => rental.Variant) + 1;
}
