using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.Vapi;

/// <summary>The workspaces' accounts at Vapi, opened for use.</summary>
internal sealed partial class VapiAccounts(NpgsqlDataSource database, SecretBox box, ILogger<VapiAccounts> logger)
{
    /// <summary>What a sealed key is for.</summary>
    public const string KeyPurpose = "vapi-api-key";

    /// <summary>The workspace's account; null when it has none, or when its key cannot be opened any more and has to be given again.</summary>
    public async Task<VapiAccount?> FindAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<SealedAccount>(new CommandDefinition(
            "SELECT region, sealed_api_key FROM vapi_accounts WHERE workspace_id = @workspace",
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken));
        if (row is null)
        {
            return null;
        }

        var key = box.Open(row.SealedApiKey, workspace.ToString(), KeyPurpose);
        if (key.State == SecretState.Opened)
        {
            return new VapiAccount(row.Region, key.Text);
        }

        LogUnreadable(workspace, key.State);
        return null;
    }

    [LoggerMessage(LogLevel.Error, "The Vapi key of workspace {Workspace} cannot be opened ({State}): its owner has to give it again")]
    private partial void LogUnreadable(WorkspaceId workspace, SecretState state);

    private sealed record SealedAccount(string Region, byte[] SealedApiKey);
}
