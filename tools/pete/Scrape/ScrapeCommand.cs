using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Contracts.Events;
using PeteRental.Pete.Extract;
using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Pete.Scrape;

/// <summary>
/// <c>pete scrape</c>: reads a site as the Scraper would, with the same manners and the same guards, and shows its homes. Nothing is stored.
/// Exits with 0 when the site was read, even if it has nothing to rent, and with 1 when it could not be.
/// </summary>
internal static class ScrapeCommand
{
    public static Command Create()
    {
        var site = new Argument<string>("URL") { Description = "Where to begin, or the bare name of a company. Only sites whose owner allows it." };
        site.Validators.Add(given =>
        {
            if (string.IsNullOrWhiteSpace(given.GetValueOrDefault<string>()))
            {
                given.AddError("URL is empty. Say where to begin, or the name of a company.");
            }
        });
        var maxPages = new Option<int?>("--max-pages") { Description = "How many pages to read at most." };
        var render = new Option<bool>("--render") { Description = "Reads every page in a browser, not only those that need it." };
        var json = new Option<bool>("--json") { Description = "Prints {\"listings\":[…]} in the API's field names instead of a table." };
        var command = new Command("scrape", "Reads the homes of a site.") { site, maxPages, render, json };
        command.SetAction((given, cancellationToken) => RunAsync(
            given.GetValue(site)!,
            new ScrapeConfig(given.GetValue(maxPages), given.GetValue(render) ? true : null, UseLlm: false),
            given.GetValue(json),
            given.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string site, ScrapeConfig config, bool asJson, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
        await using var parts = ScraperParts.Build();
        var order = new ReadingOrder(Guid.Empty, Guid.Empty, site, config, today);
        var reading = await ReadingProgressBar.ShowAsync(
            console.Error, progress => parts.GetRequiredService<SiteReader>().ReadAsync(order, progress, cancellationToken));
        if (reading.ErrorCode is { } code)
        {
            await console.Error.WriteLineAsync($"{site} was not read: {Reason(code, hasBegun: reading.Pages > 0)} ({code}).");
            return 1;
        }

        ListingView[] homes = [.. reading.Listings.Select(home => ListingView.Of(home, today))];
        if (asJson)
        {
            await console.Output.WriteLineAsync(HomesOutput.Json(homes));
        }
        else
        {
            HomesOutput.Print(console.Output, homes, "The site says that nothing is available.");
        }

        await console.Error.WriteLineAsync(Summary(reading));
        return 0;
    }

    private static string Summary(SiteReading reading) =>
        $"{reading.Pages} {(reading.Pages == 1 ? "page" : "pages")} of {reading.FinalUrl}"
        + (reading.Listings.Count > 0 ? $", read by {reading.Method}" : "")
        + (reading.IsPartial ? "; not all of it" : "")
        + (reading.Warnings.Count > 0 ? $"; {string.Join(", ", reading.Warnings)}" : "");

    /// <summary>The codes of <see cref="ScrapeFailed"/> in words.</summary>
    private static string Reason(string code, bool hasBegun) => code switch
    {
        "unreachable" when !hasBegun => "the search engine that finds a company by its name does not answer; say the address of its website",
        "blocked_by_robots" => "its robots.txt forbids it",
        "unreachable" => "it cannot be reached",
        "refused_host" => "it is a portal whose terms forbid it; use the owner's own site",
        "refused_address" => "its address, port or scheme is not one that is read",
        "not_found" => "no website of this company was found",
        "http_error" => "it answers with an error",
        "too_large" => "its page is too large",
        "unsupported_content" => "it is not a web page",
        "timeout" => "it took too long",
        "no_listings" => "no homes were found on it, and it does not say that it has none",
        _ => "something went wrong here",
    };
}
