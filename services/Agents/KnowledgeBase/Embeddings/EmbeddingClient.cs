using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace PeteRental.Agents.KnowledgeBase.Embeddings;

/// <summary>
/// Turns texts into vectors: <c>POST {BaseAddress}embeddings {"model","input":[…],"encoding_format":"float"}</c>, answered by
/// <c>{"data":[{"index":0,"embedding":[…]}]}</c>. What goes wrong there is a value: documents are searched by words all the same.
/// </summary>
internal sealed partial class EmbeddingClient(IHttpClientFactory clients, IOptions<EmbeddingOptions> options, ILogger<EmbeddingClient> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "embeddings";

    public bool IsConfigured => options.Value.BaseAddress is not null;

    /// <summary>What vectors are comparable: the model, and the length that was asked for.</summary>
    public string Model => options.Value.Dimensions is { } dimensions ? $"{options.Value.Model}@{dimensions}" : options.Value.Model;

    /// <summary>A vector of length 1 for each text, in their order; null when the endpoint has none to give.</summary>
    public async Task<IReadOnlyList<float[]>?> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["model"] = options.Value.Model,
            ["input"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
            ["encoding_format"] = "float",
        };
        if (options.Value.Dimensions is { } dimensions)
        {
            body["dimensions"] = dimensions;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "embeddings") { Content = JsonContent.Create(body) };
        if (!string.IsNullOrEmpty(options.Value.ApiKey))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
        }

        var http = clients.CreateClient(HttpClientName);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                LogRefused((int)response.StatusCode);
                return null;
            }

            return Read(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken), texts.Count);
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogBroken(broken.GetType().Name);
            return null;
        }
    }

    // A fault in the middle of the work comes as 200 with an error instead of data.
    private float[][]? Read(JsonElement answer, int count)
    {
        var vectors = new float[]?[count];
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in data.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object
                    && item.TryGetProperty("index", out var index) && index.TryGetInt32(out var place) && place >= 0 && place < count
                    && item.TryGetProperty("embedding", out var embedding) && embedding.ValueKind == JsonValueKind.Array)
                {
                    vectors[place] = VectorOf(embedding);
                }
            }
        }

        if (Array.Exists(vectors, vector => vector is null))
        {
            LogUnreadable();
            return null;
        }

        return vectors!;
    }

    private static float[]? VectorOf(JsonElement embedding) =>
        embedding.EnumerateArray().All(value => value.ValueKind == JsonValueKind.Number)
            ? Vectors.Normalise([.. embedding.EnumerateArray().Select(value => value.GetSingle())])
            : null;

    [LoggerMessage(LogLevel.Warning, "The embedding endpoint answered with {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(LogLevel.Warning, "The embedding endpoint could not be asked ({Problem})")]
    private partial void LogBroken(string problem);

    [LoggerMessage(LogLevel.Warning, "The embedding endpoint's answer has not a vector for each text")]
    private partial void LogUnreadable();
}
