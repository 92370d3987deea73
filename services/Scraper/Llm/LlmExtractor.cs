using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;
using PeteRental.Scraper.Crawling;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Llm;

/// <summary>What a model found on a page.</summary>
/// <param name="Listings">Homes, each field as it stands on the page.</param>
/// <param name="Cost">What it was paid, in US dollars.</param>
/// <param name="Warnings">llm_unavailable or llm_budget.</param>
internal sealed record LlmReading(IReadOnlyList<ExtractedListing> Listings, decimal Cost, IReadOnlyList<string> Warnings)
{
    /// <summary>Nothing was asked.</summary>
    public static LlmReading None { get; } = new([], 0, []);
}

/// <summary>
/// Has a language model read what rules cannot. It is asked once, and once more when its answer cannot be read. The chat client's protocol
/// method is used, with JSON in and out: its typed one throws on errors that come with status 200, and does not know costs.
/// </summary>
internal sealed partial class LlmExtractor(LlmBudget budget, IOptions<LlmOptions> options, ILogger<LlmExtractor> logger)
{
    private const int MostAsked = 2;
    private const string Unavailable = "llm_unavailable";

    private readonly LlmOptions _options = options.Value;
    private readonly ChatClient? _client = options.Value.IsConfigured ? Create(options.Value) : null;

    /// <summary>Reads a page's text. Failures are warnings: a scrape goes on without it.</summary>
    public async Task<LlmReading> ReadAsync(ReadingOrder order, string text, CancellationToken cancellationToken)
    {
        if (_client is null)
        {
            return LlmReading.None;
        }

        var cost = 0m;
        string? rejected = null;
        for (var asked = 0; asked < MostAsked; asked++)
        {
            if (await budget.TryReserveAsync(order.WorkspaceId, cancellationToken) is not { } month)
            {
                return new LlmReading([], cost, ["llm_budget"]);
            }

            var reply = await AskAsync(LlmRequest.Body(_options, text, order.Today, rejected), cancellationToken);
            var price = PriceOf(reply);
            cost += price;
            await budget.SettleAsync(order.WorkspaceId, month, price);
            ScraperMetrics.Paid(price);
            if (reply.IsFault)
            {
                return new LlmReading([], cost, [Unavailable]);
            }

            if (reply.Content is { } content && LlmAnswer.Read(content, text) is { } listings)
            {
                return new LlmReading(listings, cost, []);
            }

            // Empty content happens while a model starts: then the same question is asked again.
            rejected = reply.Content;
        }

        LogUnreadable();
        return new LlmReading([], cost, [Unavailable]);
    }

    private static ChatClient Create(LlmOptions options) => new(
        options.Model,
        new ApiKeyCredential(options.ApiKey),
        new OpenAIClientOptions { Endpoint = options.Endpoint, NetworkTimeout = options.Limit, RetryPolicy = new ClientRetryPolicy(options.Retries) });

    // Whoever answers without naming a price may have taken the highest one; whoever fails takes none.
    private decimal PriceOf(LlmReply reply) => reply.Cost ?? (reply.IsFault ? 0 : _options.MostPerCall);

    private async Task<LlmReply> AskAsync(BinaryData body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = BinaryContent.Create(body);
            var result = await _client!.CompleteChatAsync(content, new RequestOptions { CancellationToken = cancellationToken });
            var reply = LlmReply.Read(result.GetRawResponse().Content);
            if (reply.IsFault)
            {
                LogAway("an error in its answer", 200);
            }

            return reply;
        }
        catch (ClientResultException exception)
        {
            LogAway("an error", exception.Status);
        }
        catch (Exception exception) when (exception is AggregateException or HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAway(exception.GetType().Name, 0);
        }

        return new LlmReply(null, null, IsFault: true);
    }

    [LoggerMessage(LogLevel.Warning, "The language model does not answer: {What} (status {Status})")]
    private partial void LogAway(string what, int status);

    [LoggerMessage(LogLevel.Warning, "The language model does not answer in the given form")]
    private partial void LogUnreadable();
}
