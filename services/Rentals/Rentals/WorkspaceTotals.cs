using System.Data.Common;
using Dapper;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Rentals;

/// <summary>How much a workspace offers, and the lock under which it changes.</summary>
internal static class WorkspaceTotals
{
    /// <summary>
    /// Lets one change of a workspace's homes through at a time, until the transaction ends: two that find no home of an address would
    /// both add it. To be called before anything is read that the change depends on.
    /// </summary>
    public static Task LockAsync(DbConnection connection, DbTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO workspace_totals (workspace_id) VALUES (@workspace)
            ON CONFLICT (workspace_id) DO UPDATE SET version = workspace_totals.version
            """,
            new { workspace = workspace.Value },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>The totals after a change, with the last of <paramref name="events"/> new versions: each event has one of its own.</summary>
    public static Task<RentalTotals> BumpAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, int events, DateOnly today, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<RentalTotals>(new CommandDefinition(
            """
            WITH bumped AS (
                INSERT INTO workspace_totals AS totals (workspace_id, version) VALUES (@workspace, @events)
                ON CONFLICT (workspace_id) DO UPDATE SET version = totals.version + @events RETURNING version)
            SELECT bumped.version, homes.total, homes.available,
                (SELECT count(*)::int FROM sources WHERE workspace_id = @workspace AND is_active) AS sources
            FROM bumped, (
                SELECT count(*)::int AS total, (count(*) FILTER (WHERE available_from <= @today))::int AS available
                FROM rentals WHERE workspace_id = @workspace AND deleted_at IS NULL AND missing_since IS NULL) AS homes
            """,
            new { workspace = workspace.Value, events, today },
            transaction,
            cancellationToken: cancellationToken));
}
