using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Stats;

/// <summary>
/// Knows how many homes a workspace offers. Whatever the order in which events come, the one with the highest version is what is known in
/// the end; so no inbox is needed.
/// </summary>
internal sealed class RentalFacts(NpgsqlDataSource database) : IConsumer<RentalsChanged>, IConsumer<RentalSourceChanged>
{
    public Task Consume(ConsumeContext<RentalsChanged> context) =>
        RecordAsync(context.Message.WorkspaceId, context.Message.Totals, context.CancellationToken);

    public Task Consume(ConsumeContext<RentalSourceChanged> context) =>
        RecordAsync(context.Message.WorkspaceId, context.Message.Totals, context.CancellationToken);

    private async Task RecordAsync(Guid workspace, Contracts.Events.RentalTotals totals, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rental_totals AS known (workspace_id, version, total, available, sources)
            VALUES (@workspace, @Version, @Total, @Available, @Sources)
            ON CONFLICT (workspace_id) DO UPDATE SET version = excluded.version, total = excluded.total, available = excluded.available, sources = excluded.sources
            WHERE known.version < excluded.version
            """,
            new { workspace, totals.Version, totals.Total, totals.Available, totals.Sources },
            cancellationToken: cancellationToken));
    }
}
