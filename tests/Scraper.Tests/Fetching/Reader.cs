using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeteRental.Scraper.Browser;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

/// <summary>What reads pages, as the service has it, with the settings of a test.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Reader(IReadOnlyDictionary<string, string?> settings, ResolveHost? resolve = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        if (resolve is not null)
        {
            services.AddSingleton(resolve);
        }

        if (time is not null)
        {
            services.AddSingleton(time);
        }

        services.AddFetching();
        _services = services.BuildServiceProvider();
        Proxy = Egress.Address;
    }

    public PageFetcher Fetcher => _services.GetRequiredService<PageFetcher>();

    public PageRenderer Renderer => _services.GetRequiredService<PageRenderer>();

    /// <summary>The address of the browser's proxy, also after the end.</summary>
    public Uri Proxy { get; }

    public EgressProxy Egress => _services.GetRequiredService<EgressProxy>();

    /// <summary>Settings that let these sites be read, without pauses.</summary>
    public static Dictionary<string, string?> Allowing(params TestSite[] sites)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Scraper:ContactUrl"] = "https://peterental.test/bot",
            ["Scraper:Politeness:OwnDelay"] = "00:00:00",
            ["Scraper:Politeness:OwnRobotsFor"] = "1.00:00:00",
        };
        for (var index = 0; index < sites.Length; index++)
        {
            settings[$"Scraper:AllowedOrigins:{index}"] = sites[index].Origin.GetLeftPart(UriPartial.Authority);
        }

        return settings;
    }

    public Task<FetchResult> FetchAsync(Uri url, Validators? known = null) => Fetcher.FetchAsync(url, known, CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
