using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>Writes a batch of answered tool calls, and the calls they belong to, in one transaction.</summary>
public sealed partial class JournalStore(NpgsqlDataSource database, Outbox outbox, CallStore calls, TimeProvider time)
{
    /// <summary>Writes the batch.</summary>
    public async Task WriteAsync(IReadOnlyList<ToolCallEntry> batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var seen = batch.Where(entry => entry.Conversation.Facts.CallId is not null)
            .GroupBy(entry => (Workspace: entry.Conversation.Workspace.Value, CallId: entry.Conversation.Facts.CallId!))
            .OrderBy(call => call.Key)
            .Select(SeenCall.Of)
            .ToList();
        await UpsertCallsAsync(connection, transaction, seen, cancellationToken);
        await InsertToolCallsAsync(connection, transaction, batch, cancellationToken);
        var hasEvents = await AnnounceAsync(connection, transaction, seen, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (hasEvents)
        {
            outbox.Wake();
        }
    }

    // Always in the same order, so that two processes that know the same calls do not wait for each other in a circle.
    private async Task UpsertCallsAsync(DbConnection connection, DbTransaction transaction, List<SeenCall> seen, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO calls (id, workspace_id, call_id, agent_id, assistant_id, type, caller, dialled, begun_at, outcome, outcome_at)
            SELECT * FROM unnest(@Ids, @Workspaces, @CallIds, @Agents, @Assistants, @Types, @Callers, @Dialled, @Times, @Outcomes, @OutcomeTimes)
            ON CONFLICT (workspace_id, call_id) DO UPDATE SET
                agent_id = coalesce(calls.agent_id, excluded.agent_id),
                assistant_id = coalesce(calls.assistant_id, excluded.assistant_id),
                type = coalesce(calls.type, excluded.type),
                caller = coalesce(calls.caller, excluded.caller),
                dialled = coalesce(calls.dialled, excluded.dialled),
                outcome = CASE WHEN outcome_wins(excluded.outcome, excluded.outcome_at, calls.outcome, calls.outcome_at)
                    THEN excluded.outcome ELSE calls.outcome END,
                outcome_at = CASE WHEN outcome_wins(excluded.outcome, excluded.outcome_at, calls.outcome, calls.outcome_at)
                    THEN excluded.outcome_at ELSE calls.outcome_at END
            WHERE outcome_wins(excluded.outcome, excluded.outcome_at, calls.outcome, calls.outcome_at)
                OR (calls.agent_id IS NULL AND excluded.agent_id IS NOT NULL) OR (calls.caller IS NULL AND excluded.caller IS NOT NULL)
            """,
            ColumnsOf(seen),
            transaction,
            cancellationToken: cancellationToken));

    private object ColumnsOf(List<SeenCall> seen) => new
    {
        Ids = seen.Select(_ => Guid.CreateVersion7(time.GetUtcNow())).ToArray(),
        Workspaces = seen.Select(call => call.Workspace).ToArray(),
        CallIds = seen.Select(call => call.CallId).ToArray(),
        Agents = seen.Select(call => (Guid?)call.Latest.Agent.AgentId).ToArray(),
        Assistants = seen.Select(call => call.Latest.Facts.AssistantId).ToArray(),
        Types = seen.Select(call => call.Latest.Facts.Type).ToArray(),
        Callers = seen.Select(call => call.Latest.Caller?.Value).ToArray(),
        Dialled = seen.Select(call => PhoneNumber.Parse(call.Latest.Facts.DialledNumber)?.Value).ToArray(),
        Times = seen.Select(call => call.FirstAt.ToUniversalTime()).ToArray(),
        Outcomes = seen.Select(call => call.Outcome.Name()).ToArray(),
        OutcomeTimes = seen.Select(call => call.OutcomeAt.ToUniversalTime()).ToArray(),
    };

    private static async Task InsertToolCallsAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<ToolCallEntry> batch, CancellationToken cancellationToken)
    {
        var rows = batch
            .GroupBy(entry => (entry.Conversation.Workspace.Value, entry.Conversation.Facts.CallId ?? "", ToolCallKey.Of(entry.Conversation, entry.Call)))
            .OrderBy(row => row.Key)
            .Select(row => (row.Key.Value, CallId: row.Key.Item2, ToolCallId: row.Key.Item3, Last: row.Last(), First: row.First(), Count: row.Count()))
            .ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO tool_calls (workspace_id, call_id, tool_call_id, name, arguments, reply, is_error, received_at, duration_ms, deliveries)
            SELECT w, c, t, n, a::json, r, e, at, ms, d
            FROM unnest(@Workspaces, @CallIds, @ToolCallIds, @Names, @Arguments, @Replies, @Errors, @Times, @Durations, @Deliveries)
                AS row (w, c, t, n, a, r, e, at, ms, d)
            ON CONFLICT (workspace_id, call_id, tool_call_id) DO UPDATE SET
                reply = excluded.reply, is_error = excluded.is_error, duration_ms = excluded.duration_ms,
                deliveries = tool_calls.deliveries + excluded.deliveries
            """,
            new
            {
                Workspaces = rows.Select(row => row.Value).ToArray(),
                CallIds = rows.Select(row => row.CallId).ToArray(),
                ToolCallIds = rows.Select(row => row.ToolCallId).ToArray(),
                Names = rows.Select(row => row.Last.Call.Name).ToArray(),
                Arguments = rows.Select(row => Storable(row.Last.Call.Arguments.Json)).ToArray(),
                Replies = rows.Select(row => row.Last.Answer.Text).ToArray(),
                Errors = rows.Select(row => row.Last.Answer.IsError).ToArray(),
                Times = rows.Select(row => row.First.ReceivedAt.ToUniversalTime()).ToArray(),
                Durations = rows.Select(row => (int)Math.Min(int.MaxValue, row.Last.Duration.TotalMilliseconds)).ToArray(),
                Deliveries = rows.Select(row => row.Count).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <summary>A tool call proves that the call reached an agent, even when no status update ever said so.</summary>
    private async Task<bool> AnnounceAsync(
        NpgsqlConnection connection, DbTransaction transaction, List<SeenCall> seen, CancellationToken cancellationToken)
    {
        var started = (await connection.QueryAsync<Call>(new CommandDefinition(
            $"""
            UPDATE calls SET is_start_announced = true
            WHERE NOT is_start_announced AND (workspace_id, call_id) IN (SELECT * FROM unnest(@Workspaces, @CallIds))
            RETURNING {CallStore.Columns}
            """,
            new { Workspaces = seen.Select(call => call.Workspace).ToArray(), CallIds = seen.Select(call => call.CallId).ToArray() },
            transaction,
            cancellationToken: cancellationToken))).AsList();
        if (started.Count == 0)
        {
            return false;
        }

        var traces = seen.ToDictionary(call => (call.Workspace, call.CallId), call => call.Traceparent);
        await AddEventsAsync(
            connection,
            transaction,
            [.. started.Select(call => outbox.Row(calls.Started(call)) with { Traceparent = traces[(call.WorkspaceId, call.CallId)] })],
            cancellationToken);
        return true;
    }

    private static Task<int> AddEventsAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<OutboxRow> events, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO outbox (id, type, payload, traceparent)
            SELECT id, type, payload::jsonb, traceparent FROM unnest(@Ids, @Types, @Payloads, @Traces) AS row (id, type, payload, traceparent)
            """,
            new
            {
                Ids = events.Select(one => one.Id).ToArray(),
                Types = events.Select(one => one.Type).ToArray(),
                Payloads = events.Select(one => one.Payload).ToArray(),
                Traces = events.Select(one => one.Traceparent).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));

    // Half a surrogate pair, escaped, is JSON that no reader can turn into text again.
    private static string? Storable(string? json)
    {
        if (json is null || !SurrogateEscape().IsMatch(json))
        {
            return json;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, VoiceJson.Default.JsonElement);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\\u[dD][89a-fA-F]", RegexOptions.CultureInvariant)]
    private static partial Regex SurrogateEscape();

    private sealed record SeenCall(
        Guid Workspace,
        string CallId,
        Conversation Latest,
        DateTimeOffset FirstAt,
        CallOutcome Outcome,
        DateTimeOffset OutcomeAt,
        string? Traceparent)
    {
        public static SeenCall Of(IGrouping<(Guid Workspace, string CallId), ToolCallEntry> entries)
        {
            var best = entries.MaxBy(entry => (entry.Answer.Outcome.IsAboutViewing(), entry.Answer.Outcome.IsAboutViewing()
                ? entry.ReceivedAt.UtcTicks
                : (long)entry.Answer.Outcome))!;
            return new SeenCall(
                entries.Key.Workspace,
                entries.Key.CallId,
                entries.Last().Conversation,
                entries.Min(entry => entry.ReceivedAt),
                best.Answer.Outcome,
                best.ReceivedAt,
                entries.First().Traceparent);
        }
    }
}
