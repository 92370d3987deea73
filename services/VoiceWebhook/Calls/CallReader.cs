using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>Reads the calls of a workspace.</summary>
internal sealed class CallReader(NpgsqlDataSource database)
{
    /// <summary>One row more than the size of a page, if there is one.</summary>
    public async Task<IReadOnlyList<Call>> ListAsync(
        WorkspaceId workspace, CallFilter filter, Cursor? after, int size, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Call>(new CommandDefinition(
            $"""
            SELECT {CallStore.Columns} FROM calls
            WHERE workspace_id = @Workspace
                AND begun_at >= coalesce(@From, '-infinity') AND begun_at < coalesce(@To, 'infinity')
                AND (begun_at, id) < (coalesce(@At, 'infinity'), coalesce(@Id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                AND (@Outcome::text IS NULL OR outcome = @Outcome)
                AND (@AgentId::uuid IS NULL OR agent_id = @AgentId)
            ORDER BY begun_at DESC, id DESC
            LIMIT @Limit
            """,
            new
            {
                Workspace = workspace.Value,
                filter.From,
                filter.To,
                filter.Outcome,
                filter.AgentId,
                after?.At,
                after?.Id,
                Limit = size + 1,
            },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>One call with its tool calls; null when the workspace has no such call.</summary>
    public async Task<CallDetails?> FindAsync(WorkspaceId workspace, string callId, CancellationToken cancellationToken)
    {
        if (callId.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var key = new { Workspace = workspace.Value, CallId = callId };
        var call = await connection.QuerySingleOrDefaultAsync<Call>(new CommandDefinition(
            $"SELECT {CallStore.Columns} FROM calls WHERE workspace_id = @Workspace AND call_id = @CallId",
            key,
            cancellationToken: cancellationToken));
        if (call is null)
        {
            return null;
        }

        var toolCalls = await connection.QueryAsync<ToolCallRow>(new CommandDefinition(
            """
            SELECT tool_call_id, name, arguments::text AS arguments, reply, is_error, received_at, duration_ms, deliveries
            FROM tool_calls WHERE workspace_id = @Workspace AND call_id = @CallId
            ORDER BY received_at, tool_call_id LIMIT 1000
            """,
            key,
            cancellationToken: cancellationToken));
        return new CallDetails(call, [.. toolCalls.Select(row => row.ToDetails())]);
    }

    private sealed record ToolCallRow
    {
        public required string ToolCallId { get; init; }
        public required string Name { get; init; }
        public string? Arguments { get; init; }
        public string? Reply { get; init; }
        public bool IsError { get; init; }
        public DateTimeOffset ReceivedAt { get; init; }
        public int DurationMs { get; init; }
        public int Deliveries { get; init; }

        public ToolCallDetails ToDetails() =>
            new(ToolCallId, Name, Arguments is null ? null : JsonElement.Parse(Arguments), Reply, IsError, ReceivedAt, DurationMs, Deliveries);
    }
}
