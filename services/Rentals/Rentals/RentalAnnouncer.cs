using System.Data.Common;
using Dapper;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Rentals;

/// <summary>Tells of changed homes: rows of the outbox in the transaction of the change. Wake the outbox after the commit.</summary>
internal sealed class RentalAnnouncer(Outbox outbox)
{
    /// <summary>Ids of one event.</summary>
    public const int MostIds = 100;

    /// <summary>Adds as many events as it takes, and answers with the totals of the last one; null when there is nothing to tell.</summary>
    public async Task<RentalTotals?> AnnounceAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, AppliedChanges applied, Guid? source, Moment moment,
        CancellationToken cancellationToken)
    {
        if (!applied.Any)
        {
            return null;
        }

        var parts = Divide(applied);
        var totals = await WorkspaceTotals.BumpAsync(connection, transaction, workspace, parts.Count, moment.Today, cancellationToken);
        var rows = parts.Select((part, index) => outbox.Row(new RentalsChanged(
            workspace.Value, moment.Now, source, part.Added, part.Changed, part.Removed, part.PriceChanges,
            totals with { Version = totals.Version - parts.Count + 1 + index }))).ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO outbox (id, type, payload, traceparent)
            SELECT id, type, payload::jsonb, traceparent FROM unnest(@ids, @types, @payloads, @traceparents) AS rows (id, type, payload, traceparent)
            """,
            new
            {
                ids = rows.Select(row => row.Id).ToArray(),
                types = rows.Select(row => row.Type).ToArray(),
                payloads = rows.Select(row => row.Payload).ToArray(),
                traceparents = rows.Select(row => row.Traceparent).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));
        return totals;
    }

    /// <summary>The parts of a change, each small enough for one event, every id in one of them. Pure.</summary>
    internal static IReadOnlyList<AppliedChanges> Divide(AppliedChanges applied)
    {
        var all = applied.Added.Select(id => (Kind: 0, Id: id)).Concat(applied.Changed.Select(id => (Kind: 1, Id: id)))
            .Concat(applied.Removed.Select(id => (Kind: 2, Id: id)));
        var prices = applied.PriceChanges.ToDictionary(change => change.RentalId);
        return
        [
            .. all.Chunk(MostIds).Select(part => new AppliedChanges(
                [.. part.Where(item => item.Kind == 0).Select(item => item.Id)],
                [.. part.Where(item => item.Kind == 1).Select(item => item.Id)],
                [.. part.Where(item => item.Kind == 2).Select(item => item.Id)],
                [.. part.Where(item => prices.ContainsKey(item.Id)).Select(item => prices[item.Id])],
                null)),
        ];
    }
}
