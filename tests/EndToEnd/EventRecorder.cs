using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.EndToEnd;

/// <summary>
/// A consumer of events as a customer's own service would be: a durable queue, an inbox by message id, nothing of our services' code.
/// </summary>
internal sealed class EventRecorder : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly ConcurrentDictionary<Guid, IWorkspaceEvent> _byMessage = new();

    private EventRecorder(string connectionString) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(connectionString));
        broker.ReceiveEndpoint("recorder", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = 200;
            endpoint.Handler<AppointmentBooked>(Record);
            endpoint.Handler<AppointmentRescheduled>(Record);
            endpoint.Handler<AppointmentCancelled>(Record);
            endpoint.Handler<AppointmentConfirmed>(Record);
            endpoint.Handler<AgentRegistered>(Record);
            endpoint.Handler<CallEnded>(Record);
        });
    });

    public static async Task<EventRecorder> StartAsync(string connectionString)
    {
        var recorder = new EventRecorder(connectionString);
        await recorder._bus.StartAsync(TimeSpan.FromSeconds(30));
        return recorder;
    }

    /// <summary>The events of a kind that a workspace had, each message once.</summary>
    public IReadOnlyList<TEvent> Of<TEvent>(Guid workspace)
        where TEvent : IWorkspaceEvent =>
        [.. _byMessage.Values.OfType<TEvent>().Where(fact => fact.WorkspaceId == workspace)];

    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(10));

    private Task Record<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : class, IWorkspaceEvent
    {
        _byMessage[context.MessageId!.Value] = context.Message;
        return Task.CompletedTask;
    }
}
