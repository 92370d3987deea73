using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.ServiceDefaults.Postgres;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>Forgets messages after 14 days: no broker or operator sends one again later than that.</summary>
internal sealed class InboxSweeper(NpgsqlDataSource database, TimeProvider time, ILogger<InboxSweeper> logger) : HourlySweep(time, logger)
{
    public override async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM inbox WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM inbox WHERE received_at < now() - interval '14 days' LIMIT 10000))
            """,
            cancellationToken: cancellationToken));
    }
}
