using System.Data.Common;
using Dapper;
using PeteRental.Contracts;

namespace PeteRental.Agents.Integrations;

/// <summary>A transaction under way on a workspace.</summary>
internal sealed record Unit(DbConnection Connection, DbTransaction Transaction, WorkspaceId Workspace, DateTimeOffset Now, CancellationToken Token)
{
    /// <summary>Runs a statement in it.</summary>
    public Task<int> ExecuteAsync(string sql, object parameters) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, parameters, Transaction, cancellationToken: Token));
}
