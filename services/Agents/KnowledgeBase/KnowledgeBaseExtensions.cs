using Microsoft.Extensions.Options;
using PeteRental.Agents.KnowledgeBase.Documents;
using PeteRental.Agents.KnowledgeBase.Embeddings;
using PeteRental.Agents.KnowledgeBase.Publishing;
using PeteRental.Agents.KnowledgeBase.Reading;
using PeteRental.Agents.KnowledgeBase.Search;

namespace PeteRental.Agents.KnowledgeBase;

/// <summary>What a workspace's agents may know: documents, searched here and brought to Vapi.</summary>
internal static class KnowledgeBaseExtensions
{
    private const int LargestAnswerBytes = 32 * 1024 * 1024;

    public static IServiceCollection AddKnowledgeBase(this IServiceCollection services)
    {
        services.AddSingleton<PdfReader>();
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<KnowledgeSearch>();
        services.AddHostedService<SearchWarmup>();
        services.AddSingleton<PublishingStore>();
        services.AddSingleton<FilePublisher>();
        services.AddSingleton<ToolPublisher>();
        services.AddSingleton<KnowledgePublisher>();
        services.AddSingleton<KnowledgeSync>();
        services.AddSingleton<KnowledgeWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<KnowledgeWorker>());
        services.AddEmbeddings();
        return services;
    }

    public static void MapKnowledgeBase(this IEndpointRouteBuilder app)
    {
        app.MapDocuments();
        app.MapKnowledgeSearch();
        app.MapKnowledgeSync();
    }

    private static void AddEmbeddings(this IServiceCollection services)
    {
        services.AddOptions<EmbeddingOptions>().BindConfiguration("Embeddings");
        services.AddHttpClient(EmbeddingClient.HttpClientName)
            .ConfigureHttpClient((provider, http) =>
            {
                var options = provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value;
                http.BaseAddress = options.BaseAddress is { } address && !address.AbsoluteUri.EndsWith('/') ? new Uri(address.AbsoluteUri + "/") : options.BaseAddress;
                http.Timeout = options.RequestTimeout;
                http.MaxResponseContentBufferSize = LargestAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AllowAutoRedirect = false,
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The platform's loggers would write down headers with the key at Trace.
            .RemoveAllLoggers();
        services.AddSingleton<EmbeddingClient>();
        services.AddSingleton<EmbeddingWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddingWorker>());
    }
}
