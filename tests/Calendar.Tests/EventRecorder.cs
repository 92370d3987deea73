using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests;

/// <summary>A consumer of events as another service would be, with a durable queue of its own. Keeps every delivery.</summary>
public sealed class EventRecorder : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly ConcurrentQueue<(Guid MessageId, IWorkspaceEvent Fact)> _deliveries = new();

    private EventRecorder(string connectionString) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(connectionString));
        broker.ReceiveEndpoint("recorder", endpoint =>
        {
            endpoint.PrefetchCount = 200;
            endpoint.Handler<AppointmentBooked>(RecordAsync);
            endpoint.Handler<AppointmentRescheduled>(RecordAsync);
            endpoint.Handler<AppointmentCancelled>(RecordAsync);
            endpoint.Handler<CalendarSettingsChanged>(RecordAsync);
        });
    });

    public static async Task<EventRecorder> StartAsync(string connectionString)
    {
        var recorder = new EventRecorder(connectionString);
        await recorder._bus.StartAsync(TimeSpan.FromSeconds(30));
        return recorder;
    }

    /// <summary>The events of a kind that a workspace had, each delivery.</summary>
    public IReadOnlyList<TEvent> Of<TEvent>(Guid workspace)
        where TEvent : IWorkspaceEvent =>
        [.. _deliveries.Where(delivery => delivery.Fact.WorkspaceId == workspace).Select(delivery => delivery.Fact).OfType<TEvent>()];

    /// <summary>Publishes what another service would.</summary>
    public Task PublishAsync<TEvent>(TEvent fact)
        where TEvent : class, IWorkspaceEvent => _bus.Publish(fact);

    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(10));

    private Task RecordAsync<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : class, IWorkspaceEvent
    {
        _deliveries.Enqueue((context.MessageId!.Value, context.Message));
        return Task.CompletedTask;
    }
}
