using System.Net;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>Diaries at Google.</summary>
internal static class GoogleExtensions
{
    // A page holds 2,500 events at most, of which we ask for a few hundred bytes each.
    private const int LargestAnswerBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddGoogleDiaries(this IServiceCollection services)
    {
        services.AddHttpClient(GoogleApi.HttpClientName)
            .ConfigureHttpClient(http =>
            {
                http.Timeout = RequestTimeout;
                http.MaxResponseContentBufferSize = LargestAnswerBytes;

                // Google compresses only for those who say so twice.
                http.DefaultRequestHeaders.UserAgent.ParseAdd("PeteRental/1.0 (gzip)");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AutomaticDecompression = DecompressionMethods.GZip,
                AllowAutoRedirect = false,
                UseCookies = false,

                // The platform's spans carry the address, and a calendar's address is its owner's e-mail address. GoogleApi writes its own.
                ActivityHeadersPropagator = null,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The platform's loggers would write down addresses and, at Trace, headers with the token.
            .RemoveAllLoggers();
        services.AddSingleton<GoogleApi>();
        services.AddSingleton<GoogleEventLists>();
        services.AddSingleton<IDiaryClient, GoogleDiaryClient>();
        return services;
    }
}
