using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Tests;

/// <summary>A consumer of events as another service would be: a durable queue, and an inbox by message id.</summary>
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
            endpoint.Handler<RentalsChanged>(RecordAsync);
            endpoint.Handler<RentalSourceChanged>(RecordAsync);
            endpoint.Handler<ScrapeRequested>(RecordAsync);
            endpoint.Handler<ScrapeCancelled>(RecordAsync);
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
