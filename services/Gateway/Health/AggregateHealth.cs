using System.Diagnostics;
using System.Text.Json.Serialization;
using PeteRental.Gateway.Routing;
using PeteRental.ServiceDefaults.Http;

namespace PeteRental.Gateway.Health;

/// <summary>How the whole system is, for probes and for people.</summary>
/// <param name="Status">healthy; degraded when something that can wait is away; unhealthy when a service does not answer or cannot work.</param>
/// <param name="Services">The deployed services.</param>
public sealed record SystemHealth(string Status, IReadOnlyDictionary<string, ServiceHealth> Services);

/// <summary>How one service is.</summary>
/// <param name="Status">As above.</param>
/// <param name="DurationMs">How long its answer took, in milliseconds.</param>
public sealed record ServiceHealth(string Status, double DurationMs);

/// <summary>Asks every deployed service for its own health, all at once.</summary>
internal sealed class HealthCollector(HttpClient http, ServiceDiscovery discovery)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<SystemHealth> CollectAsync(CancellationToken cancellationToken)
    {
        var deployed = PublicSurface.Services.Where(service => discovery.AddressesOf(service).Count > 0).ToList();
        var health = await Task.WhenAll(deployed.Select(service => AskAsync(service, cancellationToken)));
        var services = deployed.Zip(health).ToDictionary(pair => pair.First, pair => pair.Second);
        return new SystemHealth(Worst(health.Select(one => one.Status)), services);
    }

    private static string Worst(IEnumerable<string> statuses)
    {
        var all = statuses.ToHashSet();
        return all.Contains("unhealthy") ? "unhealthy" : all.Contains("degraded") ? "degraded" : "healthy";
    }

    private async Task<ServiceHealth> AskAsync(string service, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var status = "unhealthy";
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            using var response = await http.GetAsync(new Uri($"http://{service}/health"), patience.Token);
            var answer = await response.Content.ReadFromJsonAsync<Answer>(patience.Token);
            status = answer?.Status is "healthy" or "degraded" ? answer.Status : "unhealthy";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            // No answer is an answer here.
        }

        return new ServiceHealth(status, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1));
    }

    private sealed record Answer([property: JsonPropertyName("status")] string? Status);
}

/// <summary><c>GET /health</c> and <c>GET /alive</c> of the gateway.</summary>
internal static class AggregateHealth
{
    public static void AddAggregateHealth(this WebApplicationBuilder builder) =>
        builder.AddServiceClient<HealthCollector>("gateway");

    public static void MapAggregateHealth(this WebApplication app)
    {
        app.MapGet("/health", HealthAsync).AllowAnonymous().DisableHttpMetrics().WithTags("Meta")
            .WithSummary("How the system is: 200 when it can work, 503 when a service cannot.");
        app.MapGet("/alive", () => TypedResults.Ok(new Alive("healthy"))).AllowAnonymous().DisableHttpMetrics().WithTags("Meta")
            .WithSummary("Whether the gateway itself answers.");
    }

    private static async Task<IResult> HealthAsync(HealthCollector collector, CancellationToken cancellationToken)
    {
        var health = await collector.CollectAsync(cancellationToken);
        return TypedResults.Json(health, statusCode: health.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    internal sealed record Alive(string Status);
}
