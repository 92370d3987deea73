using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace PeteRental.Sandbox.Sites;

/// <summary>Stands for the websites of property companies.</summary>
internal static class SiteEndpoints
{
    /// <summary>Where the sites live here.</summary>
    public const string Prefix = "/sites";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps everything under <c>/sites</c>, and the robots.txt of the origin.</summary>
    public static void MapSites(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/robots.txt", Methods, Robots).WithTags("Sites").WithSummary("Which site asks robots to stay away");
        app.MapMethods(Prefix + "/{name}/{**path}", Methods, Show).WithTags("Sites").WithSummary("A page of a property website");
    }

    /// <summary>
    /// There is one robots.txt for an origin, so it speaks for all sites: one of them is closed to everybody, the rest is open. It names no
    /// sitemap: sites of an origin would be read for one another. Each has its own at <c>sitemap.xml</c>.
    /// </summary>
    private static IResult Robots(SiteBook sites)
    {
        var text = new StringBuilder("# Stands in for the robots.txt of every site here: each would be a host of its own.\nUser-agent: *\n");
        foreach (var site in sites.Sites.Where(site => site.IsForbidden))
        {
            text.Append(CultureInfo.InvariantCulture, $"Disallow: {Prefix}/{site.Name}/\n");
        }

        return Results.Text(text.Append("Allow: /\n").ToString(), "text/plain", Encoding.UTF8);
    }

    private static IResult Show(HttpContext context, string name, SiteBook sites, IOptions<SandboxOptions> options, string? path = null)
    {
        if (sites.Find(name, options.Value.OriginFor(context.Request)) is not { } view)
        {
            return Results.Problem("There is no such site; GET /control/sites lists them.", statusCode: StatusCodes.Status404NotFound);
        }

        if (path is null && !context.Request.Path.Value!.EndsWith('/'))
        {
            return Results.Redirect(view.Path(""), permanent: true);
        }

        var page = view.Site.Theme.Render(view, path ?? "", context.Request.Query);
        return page is null ? Missing(view) : Send(context.Response, page, view.ChangedAt);
    }

    // Answers If-None-Match and If-Modified-Since with 304.
    private static IResult Send(HttpResponse response, SitePage page, DateTimeOffset changedAt)
    {
        response.Headers.CacheControl = "public, max-age=0, must-revalidate";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(page.Body.Span).AsSpan(0, 12))}\"");
        return Results.Bytes(page.Body, page.ContentType, lastModified: changedAt, entityTag: tag);
    }

    private static IResult Missing(SiteView view) => Results.Content(
        Themes.SiteTheme.Layout(view, "Page not found", "<h1>Page not found</h1><p>There is nothing at this address. It may have been rented out.</p>"),
        "text/html; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
}
