using System.Globalization;
using Dapper;
using Npgsql;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.Assistants;

/// <summary>An assistant in the workspace's account.</summary>
/// <param name="VapiAssistantId">Vapi's id.</param>
/// <param name="Name">Null when it has none.</param>
/// <param name="AgentId">The agent of this workspace that answers for it; null when none does.</param>
/// <param name="CreatedAt">When it was made there.</param>
/// <param name="UpdatedAt">When it last changed there.</param>
internal sealed record AssistantReply(string VapiAssistantId, string? Name, Guid? AgentId, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>Looks at the assistants of a workspace's account, and changes nothing there.</summary>
internal sealed class VapiAssistants(NpgsqlDataSource database, VapiAccounts accounts, VapiClient vapi, TimeProvider time)
{
    /// <summary>The error of a workspace without an account.</summary>
    public static readonly VapiError NotConnected = new("vapi_not_connected");

    // The gateway waits for 15 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>One assistant.</summary>
    public Task<VapiResult<VapiObject>> FindAsync(WorkspaceId workspace, string id, CancellationToken cancellationToken) =>
        AskAsync(workspace, (account, patience) => vapi.FindAsync(account, VapiResource.Assistant, id, patience), cancellationToken);

    /// <summary>All of them, newest first, each with its agent.</summary>
    public async Task<VapiResult<IReadOnlyList<AssistantReply>>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var found = await AskAsync(workspace, (account, patience) => vapi.ListAsync(account, VapiListing.Assistants, patience), cancellationToken);
        if (found.Error is { } error)
        {
            return error;
        }

        var agents = await FindAgentsAsync(workspace, [.. found.Answer.Select(assistant => assistant.Id)], cancellationToken);
        return found.Answer
            .Select(assistant => new AssistantReply(
                assistant.Id, assistant.Text("name"), agents.TryGetValue(assistant.Id, out var agent) ? agent : null, Instant(assistant, "createdAt"),
                Instant(assistant, "updatedAt")))
            .ToList();
    }

    private async Task<VapiResult<T>> AskAsync<T>(
        WorkspaceId workspace, Func<VapiAccount, CancellationToken, Task<VapiResult<T>>> askAsync, CancellationToken cancellationToken)
        where T : class
    {
        if (await accounts.FindAsync(workspace, cancellationToken) is not { } account)
        {
            return NotConnected;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await askAsync(account, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new VapiError(VapiError.Unavailable);
        }
    }

    private async Task<Dictionary<string, Guid>> FindAgentsAsync(WorkspaceId workspace, string[] assistants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<(string Assistant, Guid Agent)>(new CommandDefinition(
            "SELECT vapi_assistant_id, id FROM agents WHERE workspace_id = @workspace AND vapi_assistant_id = ANY(@assistants)",
            new { workspace = workspace.Value, assistants },
            cancellationToken: cancellationToken))).ToDictionary(row => row.Assistant, row => row.Agent, StringComparer.Ordinal);
    }

    private static DateTimeOffset? Instant(VapiObject assistant, string field) =>
        DateTimeOffset.TryParse(assistant.Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;
}
