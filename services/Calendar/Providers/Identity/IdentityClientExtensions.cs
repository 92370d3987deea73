namespace PeteRental.Calendar.Providers.Identity;

/// <summary>Providers' OAuth endpoints.</summary>
internal static class IdentityClientExtensions
{
    private const int LargestAnswerBytes = 256 * 1024;

    public static IServiceCollection AddIdentityClients(this IServiceCollection services)
    {
        services.AddHttpClient(TokenEndpoint.HttpClientName)
            .ConfigureHttpClient(http =>
            {
                // A person waits for it, or a caller when a token has to be renewed first.
                http.Timeout = TimeSpan.FromSeconds(5);
                http.MaxResponseContentBufferSize = LargestAnswerBytes;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("PeteRental/1.0");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AllowAutoRedirect = false,
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The platform's loggers would write down what is sent at Trace.
            .RemoveAllLoggers();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<IIdentityClient, MicrosoftIdentity>();
        services.AddSingleton<IIdentityClient, GoogleIdentity>();
        return services;
    }
}
