using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Fetching;
using PeteRental.Scraper.Jobs;
using PeteRental.Scraper.Llm;

namespace PeteRental.Scraper;

/// <summary>The service's own parts.</summary>
internal static class ScraperExtensions
{
    /// <summary>Registers fetching, reading and the worker.</summary>
    public static IServiceCollection AddScraper(this IServiceCollection services)
    {
        services.AddFetching();
        services.AddReading();
        services.AddSingleton<PageMemory>();
        services.AddOptions<LlmOptions>().BindConfiguration(LlmOptions.Section);
        services.AddSingleton<LlmBudget>();
        services.AddSingleton<LlmExtractor>();
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section)
            .Validate(options => options.LookEvery < options.Lease / 2, "Scraper:Jobs:Lease has to be longer than two of LookEvery.")
            .ValidateOnStart();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService<ScrapeWorker>();
        services.AddHostedService<JobSweeper>();
        return services;
    }

    /// <summary>
    /// Registers <see cref="SiteReader"/>. With <see cref="FetchingExtensions.AddFetching"/> it reads sites; the service besides remembers pages and may ask a
    /// language model, for which it needs its database.
    /// </summary>
    public static IServiceCollection AddReading(this IServiceCollection services)
    {
        services.AddOptions<CrawlOptions>().BindConfiguration(CrawlOptions.Section);
        services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section);
        services.AddHttpClient(CompanySearch.HttpClientName);
        services.AddSingleton<CompanySearch>();
        services.AddSingleton<PageReader>();
        services.AddSingleton<SiteReader>();
        return services;
    }
}
