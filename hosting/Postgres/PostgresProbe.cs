using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>Healthy is a server that lets us in.</summary>
internal sealed class PostgresProbe(PostgresServerResource server) : HealthProbe($"{server.Name}_check")
{
    public override async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(server, cancellationToken);
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new DistributedApplicationException(
                $"'{server.Name}' refuses its password: the data folder is older than the generated secret. "
                + $"Set the old password as Parameters__{server.Name}_password, or move the data folder away to begin anew.");
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            return e.Message;
        }
    }

    public static async Task<NpgsqlConnection> ConnectAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(await server.ConnectionStringExpression.GetValueAsync(cancellationToken))
        {
            Database = "postgres",
            Pooling = false,
            Timeout = 5,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
