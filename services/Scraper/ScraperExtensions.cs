using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper;

/// <summary>The service's own parts.</summary>
internal static class ScraperExtensions
{
    /// <summary>Registers fetching, reading and the worker.</summary>
    public static IServiceCollection AddScraper(this IServiceCollection services)
    {
        services.AddFetching();
        return services;
    }
}
