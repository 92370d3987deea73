using System.Data.Common;
using Dapper;

namespace PeteRental.Agents.Workspaces;

/// <summary>A workspace that was found or made.</summary>
/// <param name="Id">The workspace.</param>
/// <param name="IsClosed">Nobody may join it any more.</param>
internal sealed record OpenedWorkspace(Guid Id, bool IsClosed);

/// <summary>
/// Finds the workspace of a person or an organisation, and makes it when it is new. The unique keys decide: a crowd of first comers
/// ends in one. Until the end of the transaction it is not closed either.
/// </summary>
internal static class WorkspaceOpening
{
    public static async Task<OpenedWorkspace> OfPersonAsync(
        DbConnection connection, DbTransaction transaction, Guid person, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workspace = new { Id = Guid.CreateVersion7(now), person, name, now };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO workspaces (id, personal_user_id, name, created_at, updated_at) VALUES (@Id, @person, @name, @now, @now)
            ON CONFLICT DO NOTHING
            """,
            workspace,
            transaction,
            cancellationToken: cancellationToken));
        // A statement of its own: it sees what another transaction committed while the insert above waited for it.
        return await connection.QuerySingleAsync<OpenedWorkspace>(new CommandDefinition(
            "SELECT id, closed_at IS NOT NULL AS is_closed FROM workspaces WHERE personal_user_id = @person FOR KEY SHARE",
            workspace,
            transaction,
            cancellationToken: cancellationToken));
    }

    public static async Task<OpenedWorkspace> OfOrganizationAsync(
        DbConnection connection, DbTransaction transaction, string organization, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workspace = new { Id = Guid.CreateVersion7(now), organization, name, now };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO workspaces (id, organization_id, name, created_at, updated_at) VALUES (@Id, @organization, @name, @now, @now)
            ON CONFLICT DO NOTHING
            """,
            workspace,
            transaction,
            cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<OpenedWorkspace>(new CommandDefinition(
            "SELECT id, closed_at IS NOT NULL AS is_closed FROM workspaces WHERE organization_id = @organization FOR KEY SHARE",
            workspace,
            transaction,
            cancellationToken: cancellationToken));
    }
}
