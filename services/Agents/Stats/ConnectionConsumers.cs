using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Stats;

/// <summary>
/// Knows which outside calendars a workspace has connected. Whatever the order in which events come, the one that happened last is what
/// is known in the end; so no inbox is needed.
/// </summary>
internal sealed class ConnectionFacts(NpgsqlDataSource database)
    : IConsumer<CalendarConnected>, IConsumer<CalendarReconnectRequired>, IConsumer<CalendarDisconnected>
{
    public Task Consume(ConsumeContext<CalendarConnected> context) =>
        RecordAsync(context, context.Message.ConnectionId, context.Message.Provider, "connected");

    public Task Consume(ConsumeContext<CalendarReconnectRequired> context) =>
        RecordAsync(context, context.Message.ConnectionId, context.Message.Provider, "reconnect_required");

    public Task Consume(ConsumeContext<CalendarDisconnected> context) =>
        RecordAsync(context, context.Message.ConnectionId, context.Message.Provider, "disconnected");

    private async Task RecordAsync<TEvent>(ConsumeContext<TEvent> context, Guid connectionId, string provider, string status)
        where TEvent : class, IWorkspaceEvent
    {
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO calendar_connections AS known (workspace_id, connection_id, provider, status, told_at)
            VALUES (@WorkspaceId, @connectionId, @provider, @status, @OccurredAt)
            ON CONFLICT (workspace_id, connection_id) DO UPDATE SET status = excluded.status, told_at = excluded.told_at
            WHERE known.told_at < excluded.told_at OR (known.told_at = excluded.told_at AND known.status = 'connected')
            """,
            new { context.Message.WorkspaceId, connectionId, provider, status, context.Message.OccurredAt },
            cancellationToken: context.CancellationToken));
    }
}
