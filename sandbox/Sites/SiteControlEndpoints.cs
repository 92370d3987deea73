using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Sites;

/// <summary>A site in the list of sites.</summary>
/// <param name="Name">In paths, and with <c>sites/</c> before it the target of faults.</param>
/// <param name="Title">The company's name, as it is searched for.</param>
/// <param name="Kind">How its pages are made.</param>
/// <param name="Url">The page that lists its homes: what one gives a scraper.</param>
/// <param name="HomeUrl">The page that leads there.</param>
/// <param name="Listings">How many homes it lists.</param>
/// <param name="RobotsForbidden">Its robots.txt asks everybody to stay away.</param>
internal sealed record SiteSummary(string Name, string Title, string Kind, string Url, string HomeUrl, int Listings, bool RobotsForbidden);

/// <summary>The sites.</summary>
internal sealed record SiteListReply(IReadOnlyList<SiteSummary> Sites);

/// <summary>What a site truly lists: all that its pages say, and null where they say nothing.</summary>
internal sealed record SiteReply(string Name, string Url, IReadOnlyList<SiteListing> Listings);

/// <summary>What a site is to list from now on.</summary>
internal sealed record SiteChange(IReadOnlyList<SiteListing>? Listings);

/// <summary>Acts as the companies would that own the sites.</summary>
internal static class SiteControlEndpoints
{
    // Unlike elsewhere at /control, null is said: whoever compares wants each field.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>Maps <c>/control/sites</c>.</summary>
    public static void MapSiteControl(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/control/sites").WithTags("Control");
        group.MapGet("/", List).WithSummary("The property websites and the addresses of their rentals");
        group.MapGet("/{name}", Read).WithSummary("What a site truly lists")
            .WithDescription("Each field as the site's pages say it, null where they say nothing. A listing without a page of its own has no url.");
        group.MapPost("/{name}", Change).WithSummary("Makes a site list something else")
            .WithDescription("The order is kept. What was read at GET can be sent back; url is the site's own affair and is not looked at.");
    }

    private static IResult List(HttpRequest request, SiteBook sites, IOptions<SandboxOptions> options) => Results.Json(
        new SiteListReply(
        [
            .. sites.Sites.Select(site => sites.Find(site.Name, options.Value.OriginFor(request))!).Select(view => new SiteSummary(
                view.Site.Name, view.Site.Title, view.Site.Theme.Kind, RentalsUrl(view), view.Home.AbsoluteUri, view.Listings.Count, view.Site.IsForbidden)),
        ]),
        Json);

    private static IResult Read(string name, HttpRequest request, SiteBook sites, IOptions<SandboxOptions> options) =>
        sites.Find(name, options.Value.OriginFor(request)) is { } view ? Truth(view) : Unknown();

    private static IResult Change(string name, SiteChange change, HttpRequest request, SiteBook sites, IOptions<SandboxOptions> options)
    {
        var origin = options.Value.OriginFor(request);
        if (sites.Find(name, origin) is not { } before)
        {
            return Unknown();
        }

        var invalid = SiteListingRules.Check(change.Listings);
        if (invalid.Any)
        {
            return invalid.ToProblem();
        }

        sites.Replace(before.Site, [.. change.Listings!.Select(SiteListingRules.Complete)]);
        return Truth(sites.Find(name, origin)!);
    }

    private static IResult Truth(SiteView view) =>
        Results.Json(new SiteReply(view.Site.Name, RentalsUrl(view), [.. view.Listings.Select(view.Truth)]), Json);

    private static string RentalsUrl(SiteView view) => new Uri(view.Home, view.Path(view.Site.Theme.RentalsPath)).AbsoluteUri;

    private static IResult Unknown() => Results.Problem("There is no such site; GET /control/sites lists them.", statusCode: StatusCodes.Status404NotFound);
}
