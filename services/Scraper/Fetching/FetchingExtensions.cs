using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PeteRental.Scraper.Browser;

namespace PeteRental.Scraper.Fetching;

/// <summary>Reading pages, with the browser.</summary>
internal static class FetchingExtensions
{
    /// <summary>Registers <see cref="PageFetcher"/> and <see cref="PageRenderer"/>. Needs logging and configuration.</summary>
    public static IServiceCollection AddFetching(this IServiceCollection services)
    {
        services.AddOptions<ScraperOptions>().BindConfiguration(ScraperOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<SiteClient>();
        services.AddSingleton<HostGate>();
        services.AddSingleton<RobotsCache>();
        services.AddSingleton<SiteAccess>();
        services.AddSingleton<PageFetcher>();
        services.AddSingleton<EgressProxy>();
        services.AddSingleton<WarmBrowser>();
        services.AddSingleton<PageRenderer>();
        return services;
    }
}
