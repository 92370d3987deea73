using MassTransit;
using NodaTime;

namespace PeteRental.Agents.Stats;

/// <summary>What statistics are made of.</summary>
internal static class StatsExtensions
{
    public static IServiceCollection AddStats(this IServiceCollection services)
    {
        services.AddSingleton<FactStore>();
        services.AddSingleton<StatsReader>();
        return services;
    }

    /// <summary>Bookings and calls come in bursts: they are written many at a time.</summary>
    public static void AddFactConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<BookedFacts>(InBatches);
        bus.AddConsumer<RescheduledFacts>(InBatches);
        bus.AddConsumer<CancelledFacts>(InBatches);
        bus.AddConsumer<ClosedFacts>(InBatches);
        bus.AddConsumer<StartedCallFacts>(InBatches);
        bus.AddConsumer<EndedCallFacts>(InBatches);
        bus.AddConsumer<ConnectionFacts>();
        bus.AddConsumer<RentalFacts>();
    }

    /// <summary>Today's date in a zone.</summary>
    public static LocalDate TodayIn(this TimeProvider time, DateTimeZone zone) => Instant.FromDateTimeOffset(time.GetUtcNow()).InZone(zone).Date;

    private static void InBatches<TConsumer>(IConsumerConfigurator<TConsumer> consumer)
        where TConsumer : class =>
        consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(200).SetTimeLimit(TimeSpan.FromMilliseconds(200)).SetConcurrencyLimit(2));
}
