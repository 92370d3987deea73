using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>Reads the calls of a workspace.</summary>
internal sealed class CallReader(NpgsqlDataSource database)
{
    // Without transcript and recording, which lists do not show: a transcript is kept apart from its row and costs more than the rest.
    private const string Listed =
        """
        id, workspace_id, call_id, agent_id, type, caller, dialled, status, begun_at, started_at, ended_at, ended_reason, duration_seconds,
        cost, summary, outcome
        """;

    /// <summary>One row more than the size of a page, if there is one; without what was said.</summary>
    public async Task<IReadOnlyList<Call>> ListAsync(
        WorkspaceId workspace, CallFilter filter, Cursor? after, int size, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Call>(new CommandDefinition(
            // The inner part is answered by an index alone (Migrations/0002), however few rows pass the filter.
            $"""
             SELECT {Listed} FROM calls
             WHERE workspace_id = @Workspace AND id = ANY(ARRAY(
                 SELECT id FROM calls WHERE {Conditions(filter, after)} ORDER BY begun_at DESC, id DESC LIMIT @Limit))
             ORDER BY begun_at DESC, id DESC
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

    // Only what is asked for, so that a page far down begins within the index.
    private static string Conditions(CallFilter filter, Cursor? after) => string.Join(" AND ", new[]
    {
        "workspace_id = @Workspace",
        after is null ? null : "(begun_at, id) < (@At, @Id)",
        filter.From is null ? null : "begun_at >= @From",
        filter.To is null ? null : "begun_at < @To",
        filter.Outcome is null ? null : "outcome = @Outcome",
        filter.AgentId is null ? null : "agent_id = @AgentId",
    }.Where(condition => condition is not null));

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
