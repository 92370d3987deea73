using System.Text.Json;
using System.Text.Json.Nodes;
using PeteRental.Gateway.Routing;
using PeteRental.ServiceDefaults.Http;

namespace PeteRental.Gateway.OpenApi;

/// <summary>Fetches the services' own documents and keeps the merged one for a while.</summary>
internal sealed partial class OpenApiCollector(IServiceScopeFactory scopes, ServiceDiscovery discovery, TimeProvider time, ILogger<OpenApiCollector> logger) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _collecting = new(1, 1);
    private readonly Dictionary<string, JsonObject> _lastSeen = [];
    private JsonObject? _merged;
    private DateTimeOffset _mergedAt;

    public async Task<JsonObject> CollectAsync(CancellationToken cancellationToken)
    {
        await _collecting.WaitAsync(cancellationToken);
        try
        {
            if (_merged is not null && time.GetUtcNow() - _mergedAt < Life)
            {
                return _merged;
            }

            await using var scope = scopes.CreateAsyncScope();
            var client = scope.ServiceProvider.GetRequiredService<DocumentClient>();
            foreach (var service in PublicSurface.Services.Where(service => discovery.AddressesOf(service).Count > 0))
            {
                // A service that is away keeps the document that was last seen of it.
                if (await FetchAsync(client, service, cancellationToken) is { } document)
                {
                    _lastSeen[service] = document;
                }
            }

            _merged = OpenApiMerge.Merge("PeteRental", "v1", _lastSeen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
            _mergedAt = time.GetUtcNow();
            return _merged;
        }
        finally
        {
            _collecting.Release();
        }
    }

    public void Dispose() => _collecting.Dispose();

    private async Task<JsonObject?> FetchAsync(DocumentClient client, string service, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(service, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            LogMissing(exception, service);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The API document of {Service} is missing from the merged one for now")]
    private partial void LogMissing(Exception exception, string service);
}

/// <summary>Reads one service's document.</summary>
internal sealed class DocumentClient(HttpClient http)
{
    public async Task<JsonObject?> GetAsync(string service, CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync<JsonObject>(new Uri($"http://{service}/openapi/v1.json"), cancellationToken);
}

/// <summary><c>GET /openapi/v1.json</c> and the reader at <c>/docs</c>.</summary>
internal static class MergedOpenApi
{
    public static void AddMergedOpenApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OpenApiCollector>();
        builder.AddServiceClient<DocumentClient>("gateway");
    }

    public static void MapMergedOpenApi(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", (OpenApiCollector collector, CancellationToken cancellationToken) => collector.CollectAsync(cancellationToken))
            .AllowAnonymous().ExcludeFromDescription();
        app.UseSwaggerUI(reader =>
        {
            reader.RoutePrefix = "docs";
            reader.DocumentTitle = "PeteRental API";
            reader.SwaggerEndpoint("/openapi/v1.json", "PeteRental v1");
        });
    }
}
