using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using PeteRental.Contracts.Events;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>An event as it waits in the table <c>outbox</c>. For slices that write it in a statement of their own.</summary>
/// <param name="Id">UUIDv7; becomes the message id.</param>
/// <param name="Type">Name of the event's type in the contracts.</param>
/// <param name="Payload">The event as JSON.</param>
/// <param name="Traceparent">W3C trace context, so that consumers join the trace of the request.</param>
public sealed record OutboxRow(Guid Id, string Type, string Payload, string? Traceparent);

/// <summary>
/// The way events leave a service: a row in the transaction of the fact, relayed to the broker afterwards. After the commit call
/// <see cref="Wake"/> so that the relay need not wait for its next look.
/// </summary>
public sealed class Outbox(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>The row of an event, to be inserted by the caller's own statement.</summary>
    public OutboxRow Row<TEvent>(TEvent fact)
        where TEvent : class, IWorkspaceEvent =>
        new(Guid.CreateVersion7(time.GetUtcNow()), typeof(TEvent).Name, JsonSerializer.Serialize(fact), Activity.Current?.Id);

    /// <summary>Adds an event to the transaction.</summary>
    public async Task AddAsync<TEvent>(DbConnection connection, DbTransaction transaction, TEvent fact, CancellationToken cancellationToken)
        where TEvent : class, IWorkspaceEvent =>
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO outbox (id, type, payload, traceparent) VALUES (@Id, @Type, @Payload::jsonb, @Traceparent)",
            Row(fact),
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Tells the relay of this process that something was committed. Without it the relay finds it within a second.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The relay has been woken already and will see this row too.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _signal.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);
}
