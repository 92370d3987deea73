using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Rentals.Scrapes;

/// <summary>Follows readings as they go on.</summary>
internal sealed class ScrapeProgressedConsumer(ScrapeOutcomes outcomes) : IConsumer<ScrapeProgressed>
{
    public Task Consume(ConsumeContext<ScrapeProgressed> context) => outcomes.ProgressAsync(context.Message, context.CancellationToken);
}

/// <summary>Takes over what was read.</summary>
internal sealed class ScrapeCompletedConsumer(ScrapeOutcomes outcomes) : IConsumer<ScrapeCompleted>
{
    public Task Consume(ConsumeContext<ScrapeCompleted> context) => outcomes.CompleteAsync(context.MessageId, context.Message, context.CancellationToken);
}

/// <summary>Ends readings that went badly.</summary>
internal sealed class ScrapeFailedConsumer(ScrapeOutcomes outcomes) : IConsumer<ScrapeFailed>
{
    public Task Consume(ConsumeContext<ScrapeFailed> context) => outcomes.FailAsync(context.MessageId, context.Message, context.CancellationToken);
}
