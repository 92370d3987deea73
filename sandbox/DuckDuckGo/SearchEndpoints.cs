using Microsoft.Extensions.Options;
using PeteRental.Sandbox.Sites;

namespace PeteRental.Sandbox.DuckDuckGo;

/// <summary>Stands for DuckDuckGo's page without scripts, html.duckduckgo.com. It knows the sample sites.</summary>
internal static class SearchEndpoints
{
    /// <summary>Where it lives here.</summary>
    public const string Prefix = "/duckduckgo";

    private const int LongestQuery = 500;

    /// <summary>Maps everything under <c>/duckduckgo</c>.</summary>
    public static void MapDuckDuckGo(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Prefix).WithTags("DuckDuckGo");
        group.MapGet("/html", Search).WithSummary("The result page for q");
        group.MapPost("/html", SearchByFormAsync).WithSummary("The same, by the page's own form").DisableAntiforgery();
    }

    private static IResult Search(HttpRequest request, SiteBook sites, IOptions<SandboxOptions> options, string? q = null) =>
        Answer(q, request, sites, options);

    private static async Task<IResult> SearchByFormAsync(
        HttpRequest request, SiteBook sites, IOptions<SandboxOptions> options, CancellationToken cancellationToken) =>
        Answer(
            request.HasFormContentType ? (await request.ReadFormAsync(cancellationToken))["q"].ToString() : null, request, sites, options);

    private static IResult Answer(string? query, HttpRequest request, SiteBook sites, IOptions<SandboxOptions> options)
    {
        var words = (query ?? "").Trim();
        words = words.Length > LongestQuery ? words[..LongestQuery] : words;
        var origin = options.Value.OriginFor(request);
        var html = words.Length == 0
            ? ResultPage.Start()
            : ResultPage.Of(words, SiteSearch.Find(words, sites.Sites.Select(site => sites.Find(site.Name, origin)!)));
        return Results.Content(html, "text/html; charset=UTF-8");
    }
}
