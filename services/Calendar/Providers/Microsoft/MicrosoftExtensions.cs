namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>Diaries of Microsoft 365 and Outlook.com.</summary>
internal static class MicrosoftExtensions
{
    // A page of delta carries whole events, texts included.
    private const int LargestAnswerBytes = 32 * 1024 * 1024;

    public static IServiceCollection AddMicrosoftDiaries(this IServiceCollection services)
    {
        services.AddHttpClient(GraphClient.HttpClientName)
            .ConfigureHttpClient(http =>
            {
                // Each call has a limit of its own.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = LargestAnswerBytes;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("PeteRental/1.0");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                // A redirect would carry the token to wherever it points.
                AllowAutoRedirect = false,
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The platform's loggers would write down addresses, which hold ids, and, at Trace, headers with the token.
            .RemoveAllLoggers();
        services.AddSingleton<GraphClient>();
        services.AddSingleton<IDiaryClient, MicrosoftDiaryClient>();
        return services;
    }
}
