using MassTransit;
using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Scrapes;

/// <summary>Sources and their readings.</summary>
internal static class ScrapeExtensions
{
    public static IServiceCollection AddSources(this IServiceCollection services) => services
        .AddSingleton<SourceNews>()
        .AddSingleton<SourceStore>();

    public static IServiceCollection AddScrapes(this IServiceCollection services)
    {
        services.AddOptions<ScrapeOptions>().BindConfiguration(ScrapeOptions.Section)
            .Validate(options => options.LookEvery > TimeSpan.Zero && options.GivenUpAfter > TimeSpan.Zero, "Scrapes: times must be longer than nothing.")
            .ValidateOnStart();
        services.AddSingleton<ScrapeWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ScrapeWatch>());
        services.AddSingleton<ScrapeStore>();
        services.AddSingleton<ScrapeRequests>();
        services.AddSingleton<ScrapeOutcomes>();
        services.AddHostedService<ScrapeSchedule>();
        return services;
    }

    public static void AddScrapeConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ScrapeProgressedConsumer>();
        bus.AddConsumer<ScrapeCompletedConsumer>();
        bus.AddConsumer<ScrapeFailedConsumer>();
    }
}
