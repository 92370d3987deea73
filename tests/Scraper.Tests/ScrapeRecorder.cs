using System.Collections.Concurrent;
using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Tests;

/// <summary>Rentals' side of the broker: a durable queue, and an inbox by message id.</summary>
public sealed class ScrapeRecorder : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly ConcurrentDictionary<Guid, IWorkspaceEvent> _inbox = new();

    private ScrapeRecorder(string connectionString) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(connectionString));
        broker.ReceiveEndpoint("recorder", endpoint =>
        {
            endpoint.PrefetchCount = 200;
            endpoint.Handler<ScrapeProgressed>(RecordAsync);
            endpoint.Handler<ScrapeCompleted>(RecordAsync);
            endpoint.Handler<ScrapeFailed>(RecordAsync);
        });
    });

    public static async Task<ScrapeRecorder> StartAsync(string connectionString)
    {
        var recorder = new ScrapeRecorder(connectionString);
        await recorder._bus.StartAsync(TimeSpan.FromSeconds(30));
        return recorder;
    }

    /// <summary>How far a scrape was told to be, in order.</summary>
    public IReadOnlyList<ScrapeProgressed> Progress(Guid scrape) =>
        [.. _inbox.Values.OfType<ScrapeProgressed>().Where(fact => fact.ScrapeId == scrape).OrderBy(fact => fact.Sequence)];

    /// <summary>The chunks of its result, in order.</summary>
    public IReadOnlyList<ScrapeCompleted> Chunks(Guid scrape) =>
        [.. _inbox.Values.OfType<ScrapeCompleted>().Where(fact => fact.ScrapeId == scrape).OrderBy(fact => fact.Chunk)];

    /// <summary>Its failures: one at most.</summary>
    public IReadOnlyList<ScrapeFailed> Failures(Guid scrape) => [.. _inbox.Values.OfType<ScrapeFailed>().Where(fact => fact.ScrapeId == scrape)];

    /// <summary>Publishes what Rentals would.</summary>
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
