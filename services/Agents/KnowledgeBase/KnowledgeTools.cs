using Dapper;
using Npgsql;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase;

/// <summary>The query tool over a workspace's documents.</summary>
/// <param name="ToolId">At Vapi.</param>
/// <param name="Name">As prompts name it.</param>
internal sealed record KnowledgeTool(string ToolId, string Name);

/// <summary>Tells agents which query tool to carry.</summary>
internal sealed class KnowledgeTools(NpgsqlDataSource database)
{
    /// <summary>The workspace's tool in this account; null when there is none.</summary>
    public async Task<KnowledgeTool?> FindAsync(WorkspaceId workspace, byte[] account, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<KnowledgeTool>(new CommandDefinition(
            "SELECT tool_id, name FROM knowledge_base_tools WHERE workspace_id = @workspace AND account = @account",
            new { workspace = workspace.Value, account },
            cancellationToken: cancellationToken));
    }
}
