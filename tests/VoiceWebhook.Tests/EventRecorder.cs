using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>What consumers of the service's events see: each delivery, so that a second one shows.</summary>
internal sealed class EventRecorder : IAsyncDisposable
{
    private readonly ConcurrentQueue<IWorkspaceEvent> _events = new();
    private readonly IBusControl _bus;

    private EventRecorder(string connectionString) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(connectionString));
        broker.ReceiveEndpoint("recorder", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.Handler<CallStarted>(RecordAsync);
            endpoint.Handler<CallEnded>(RecordAsync);
            endpoint.Handler<AppointmentBooked>(RecordAsync);
        });
    });

    public static async Task<EventRecorder> StartAsync(string connectionString)
    {
        var recorder = new EventRecorder(connectionString);
        await recorder._bus.StartAsync(TimeSpan.FromSeconds(30));
        return recorder;
    }

    public IReadOnlyList<TEvent> Of<TEvent>(Guid workspace)
        where TEvent : IWorkspaceEvent => [.. _events.OfType<TEvent>().Where(fact => fact.WorkspaceId == workspace)];

    /// <summary>Publishes an event as another service would.</summary>
    public Task PublishAsync<TEvent>(TEvent fact)
        where TEvent : class, IWorkspaceEvent => _bus.Publish(fact, context => context.MessageId = Guid.CreateVersion7());

    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(10));

    private Task RecordAsync<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : class, IWorkspaceEvent
    {
        _events.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
