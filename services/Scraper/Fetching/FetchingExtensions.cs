using PeteRental.Scraper.Browser;

namespace PeteRental.Scraper.Fetching;

/// <summary>Reading pages, with the browser.</summary>
internal static class FetchingExtensions
{
    /// <summary>Registers <see cref="PageFetcher"/> and <see cref="PageRenderer"/>. Needs logging, configuration and a TimeProvider.</summary>
    public static IServiceCollection AddFetching(this IServiceCollection services)
    {
        services.AddOptions<ScraperOptions>().BindConfiguration(ScraperOptions.Section);
        services.AddSingleton<PageFetcher>();
        services.AddSingleton<PageRenderer>();
        return services;
    }
}
