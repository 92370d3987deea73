using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests;

/// <summary>
/// A consumer of events as another service would be: a durable queue, and an inbox by message id, since what is published at least
/// once may arrive twice.
/// </summary>
public sealed class EventRecorder : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly ConcurrentDictionary<Guid, IWorkspaceEvent> _inbox = new();

    private EventRecorder(string connectionString) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(connectionString));
        broker.ReceiveEndpoint("recorder", endpoint =>
        {
            endpoint.PrefetchCount = 200;
            endpoint.Handler<AppointmentBooked>(RecordAsync);
            endpoint.Handler<AppointmentRescheduled>(RecordAsync);
            endpoint.Handler<AppointmentCancelled>(RecordAsync);
            endpoint.Handler<AppointmentClosed>(RecordAsync);
            endpoint.Handler<AppointmentConfirmed>(RecordAsync);
            endpoint.Handler<AppointmentConflictDetected>(RecordAsync);
            endpoint.Handler<AppointmentSyncFailed>(RecordAsync);
            endpoint.Handler<CalendarSettingsChanged>(RecordAsync);
            endpoint.Handler<CalendarConnected>(RecordAsync);
            endpoint.Handler<CalendarDisconnected>(RecordAsync);
            endpoint.Handler<CalendarReconnectRequired>(RecordAsync);
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
        [.. _inbox.Values.OfType<TEvent>().Where(fact => fact.WorkspaceId == workspace)];

    /// <summary>Publishes what another service would.</summary>
    public Task PublishAsync<TEvent>(TEvent fact, Guid? messageId = null)
        where TEvent : class, IWorkspaceEvent => _bus.Publish(fact, context => context.MessageId = messageId ?? Guid.CreateVersion7());

    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(10));

    private Task RecordAsync<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : class, IWorkspaceEvent
    {
        _inbox[context.MessageId!.Value] = context.Message;
        return Task.CompletedTask;
    }
}
