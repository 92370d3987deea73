using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Pete.Extract;

/// <summary>
/// <c>pete extract</c>: reads the homes of a saved page with the very rules that the Scraper reads a site with. Exits with 0 when the page was
/// read, even if it lists no home, and with 1 when it could not be.
/// </summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The saved page, or a feed in JSON; - reads the standard input." };
        var url = new Option<Uri>("--url")
        {
            Description = "Where the page comes from: relative addresses are resolved against it, platforms are told by it.",
            Required = true,
            CustomParser = ReadUrl,
        };
        var today = new Option<DateOnly?>("--today")
        {
            Description = "The day on which the page is read, as YYYY-MM-DD; by default today. A date without a year is the next such one.",
            CustomParser = ReadDay,
        };
        var render = new Option<bool>("--render") { Description = "Runs the page's scripts first, in Chromium without any network." };
        var json = new Option<bool>("--json") { Description = "Prints {\"listings\":[…]} in the API's field names instead of a table." };
        var explain = new Option<bool>("--explain") { Description = "Says for each field how it was read, and how sure that is." };
        var command = new Command("extract", "Reads the homes of a saved page.") { file, url, today, render, json, explain };
        command.SetAction((given, cancellationToken) => RunAsync(
            new ExtractPlan(
                given.GetValue(file)!,
                given.GetValue(url)!,
                given.GetValue(today) ?? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime),
                given.GetValue(render),
                given.GetValue(json),
                given.GetValue(explain)),
            given.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ExtractPlan plan, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            var html = await SavedPage.ReadAsync(plan.File, cancellationToken);
            if (plan.Render)
            {
                html = await RenderedPage.OfAsync(html, plan.Url, cancellationToken);
            }

            var page = ListingExtractor.Extract(html, plan.Url, plan.Today);
            ListingView[] homes = [.. page.Listings.Select(home => ListingView.Of(home, plan.Today, plan.Explain))];
            if (plan.Json)
            {
                await console.Output.WriteLineAsync(HomesOutput.Json(homes));
            }
            else
            {
                HomesOutput.Print(console.Output, homes, WhyNone(page));
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RenderingException)
        {
            await console.Error.WriteLineAsync($"{plan.File} cannot be read: {e.Message}");
            return 1;
        }
    }

    private static string WhyNone(PageExtraction page) => page switch
    {
        { Kind: PageKind.NoneAvailable } => "The page says that nothing is available.",
        { NeedsRendering: true } => "No homes: the page is made by scripts. Try --render.",
        _ => "No homes on this page.",
    };

    private static Uri? ReadUrl(ArgumentResult given)
    {
        if (Uri.TryCreate(given.Tokens.Single().Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        given.AddError($"--url must be an absolute http or https address, not '{given.Tokens.Single().Value}'.");
        return null;
    }

    private static DateOnly? ReadDay(ArgumentResult given)
    {
        if (DateOnly.TryParseExact(given.Tokens.Single().Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        given.AddError($"--today must be a day such as 2026-11-20, not '{given.Tokens.Single().Value}'.");
        return null;
    }
}

/// <summary>What was asked for.</summary>
/// <param name="File">Path, or -.</param>
/// <param name="Url">Where the page comes from.</param>
/// <param name="Today">The day where the homes are.</param>
/// <param name="Render">Run its scripts first.</param>
/// <param name="Json">For programs, not for people.</param>
/// <param name="Explain">Method and confidence of each field.</param>
internal sealed record ExtractPlan(string File, Uri Url, DateOnly Today, bool Render, bool Json, bool Explain);
