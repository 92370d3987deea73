using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Tests;

/// <summary>
/// A consumer of events as another service, or a customer's own, would be: a durable queue, and an inbox by message id, since what is published at least
/// once may arrive twice.
/// </summary>
public sealed class EventRecorder : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly ConcurrentDictionary<Guid, IWorkspaceEvent> _inbox = new();

    private EventRecorder(string broker, Action<Kinds> kinds) => _bus = Bus.Factory.CreateUsingRabbitMq(bus =>
    {
        bus.Host(new Uri(broker));
        bus.ReceiveEndpoint("recorder", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = 200;
            kinds(new Kinds(endpoint, _inbox));
        });
    });

    /// <summary>Listens to some kinds of events.</summary>
    /// <param name="broker">Connection string of the broker.</param>
    /// <param name="kinds">Names them.</param>
    public static async Task<EventRecorder> StartAsync(string broker, Action<Kinds> kinds)
    {
        var recorder = new EventRecorder(broker, kinds);
        await recorder._bus.StartAsync(TimeSpan.FromSeconds(30));
        return recorder;
    }

    /// <summary>The events of a kind, each message once.</summary>
    public IEnumerable<TEvent> All<TEvent>()
        where TEvent : IWorkspaceEvent => _inbox.Values.OfType<TEvent>();

    /// <summary>The events of a kind that a workspace had, each message once.</summary>
    public IReadOnlyList<TEvent> Of<TEvent>(Guid workspace)
        where TEvent : IWorkspaceEvent => [.. All<TEvent>().Where(fact => fact.WorkspaceId == workspace)];

    /// <summary>Publishes what another service would.</summary>
    public Task PublishAsync<TEvent>(TEvent fact, Guid? messageId = null)
        where TEvent : class, IWorkspaceEvent => _bus.Publish(fact, context => context.MessageId = messageId ?? Guid.CreateVersion7());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(10));

    /// <summary>The kinds of events that are listened to.</summary>
    public sealed class Kinds(IReceiveEndpointConfigurator endpoint, ConcurrentDictionary<Guid, IWorkspaceEvent> inbox)
    {
        /// <summary>One more.</summary>
        public Kinds And<TEvent>()
            where TEvent : class, IWorkspaceEvent
        {
            endpoint.Handler<TEvent>(context =>
            {
                inbox[context.MessageId!.Value] = context.Message;
                return Task.CompletedTask;
            });
            return this;
        }
    }
}
