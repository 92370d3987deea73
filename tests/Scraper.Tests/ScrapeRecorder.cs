using PeteRental.Contracts.Events;
using PeteRental.Tests;

namespace PeteRental.Scraper.Tests;

/// <summary>Rentals' side of the broker.</summary>
public sealed class ScrapeRecorder : IAsyncDisposable
{
    private readonly EventRecorder _events;

    private ScrapeRecorder(EventRecorder events) => _events = events;

    public static async Task<ScrapeRecorder> StartAsync(string broker) =>
        new(await EventRecorder.StartAsync(broker, events => events.And<ScrapeProgressed>().And<ScrapeCompleted>().And<ScrapeFailed>()));

    /// <summary>How far a scrape was told to be, in order.</summary>
    public IReadOnlyList<ScrapeProgressed> Progress(Guid scrape) =>
        [.. _events.All<ScrapeProgressed>().Where(fact => fact.ScrapeId == scrape).OrderBy(fact => fact.Sequence)];

    /// <summary>The chunks of its result, in order.</summary>
    public IReadOnlyList<ScrapeCompleted> Chunks(Guid scrape) =>
        [.. _events.All<ScrapeCompleted>().Where(fact => fact.ScrapeId == scrape).OrderBy(fact => fact.Chunk)];

    /// <summary>Its failures: one at most.</summary>
    public IReadOnlyList<ScrapeFailed> Failures(Guid scrape) => [.. _events.All<ScrapeFailed>().Where(fact => fact.ScrapeId == scrape)];

    /// <summary>Publishes what Rentals would.</summary>
    public Task PublishAsync<TEvent>(TEvent fact, Guid? messageId = null)
        where TEvent : class, IWorkspaceEvent => _events.PublishAsync(fact, messageId);

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}
