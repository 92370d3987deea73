using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Scraper;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Pete.Scrape;

/// <summary>
/// The parts of the Scraper that read sites and pages, in this process: the same fetching with the same guards, without database, broker or
/// language model. Settings are the Scraper's, by environment, such as <c>Scraper__Browser__ExecutablePath</c>.
/// </summary>
internal static class ScraperParts
{
    public static ServiceProvider Build() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build())
        .AddSingleton(TimeProvider.System)
        .AddFetching()
        .AddReading()
        .BuildServiceProvider();
}
