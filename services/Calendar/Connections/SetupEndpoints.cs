using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.Calendar.Connections;

/// <summary>The page after a consent, for everybody: who comes back from a provider may have no session here.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this IEndpointRouteBuilder app) => app.MapGet(ReturnAddresses.DefaultPath, Show).AllowAnonymous().WithTags("Calendar")
        .WithSummary("Says how connecting a calendar went").WithDescription("A page in English or Spanish, by Accept-Language. auth and code are those of the return address.");

    private static ContentHttpResult Show(string? auth, string? code, HttpContext context)
    {
        var languages = context.Request.GetTypedHeaders().AcceptLanguage.Select(language => (language.Value.ToString(), language.Quality ?? 1));
        var response = context.Response;
        response.Headers.ContentSecurityPolicy = SetupPage.Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept-Language";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Content(SetupPage.Write(auth, code, SetupPage.PrefersSpanish(languages)), "text/html; charset=utf-8", Encoding.UTF8);
    }
}
