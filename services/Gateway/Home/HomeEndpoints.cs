using System.Reflection;
using PeteRental.Gateway.Routing;
using PeteRental.ServiceDefaults.Http;

namespace PeteRental.Gateway.Home;

/// <summary>What answers here, in a few words.</summary>
/// <param name="Service">Name of the product.</param>
/// <param name="Version">Version of the gateway.</param>
/// <param name="Status">Always running: nobody else would answer.</param>
/// <param name="Features">What this deployment offers.</param>
/// <param name="Links">Where to go on.</param>
public sealed record Home(string Service, string Version, string Status, IReadOnlyList<string> Features, HomeLinks Links);

/// <summary>Paths on this address.</summary>
/// <param name="ApiDocs">The reader of the API document.</param>
/// <param name="Openapi">The API document.</param>
/// <param name="Health">How the system is.</param>
/// <param name="VapiWebhook">Where Vapi posts.</param>
public sealed record HomeLinks(string ApiDocs, string Openapi, string Health, string VapiWebhook);

internal static class HomeEndpoints
{
    private static readonly string Version =
        typeof(HomeEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static readonly Dictionary<string, string[]> Features = new()
    {
        ["voicewebhook"] = ["vapi_webhook", "calls"],
        ["calendar"] = ["availability", "booking", "native_calendar"],
        ["agents"] = ["agents", "workspaces"],
        ["rentals"] = ["rentals"],
        ["notifications"] = ["notifications"],
    };

    public static void MapHome(this WebApplication app) =>
        app.MapGet("/", Show).AllowAnonymous().WithTags("Meta").WithSummary("Name, version, features and links of this deployment");

    private static IResult Show(HttpRequest request, ServiceDiscovery discovery)
    {
        // A browser asks for HTML first; until the console lives here, the readable page is the API's.
        if (request.GetTypedHeaders().Accept is [{ MediaType.Value: "text/html" }, ..])
        {
            return TypedResults.Redirect("/docs");
        }

        return TypedResults.Ok(new Home(
            "PeteRental",
            Version,
            "running",
            [.. PublicSurface.Services.Where(service => discovery.AddressesOf(service).Count > 0).SelectMany(service => Features[service]).Order(StringComparer.Ordinal)],
            new HomeLinks("/docs", "/openapi/v1.json", "/health", "/vapi/webhook")));
    }
}
