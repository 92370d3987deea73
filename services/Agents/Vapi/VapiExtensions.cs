using Microsoft.Extensions.Options;

namespace PeteRental.Agents.Vapi;

/// <summary>Our side of Vapi.</summary>
internal static class VapiExtensions
{
    private const int LargestAnswerBytes = 32 * 1024 * 1024;

    public static IServiceCollection AddVapi(this IServiceCollection services)
    {
        services.AddOptions<VapiOptions>().BindConfiguration("Vapi");
        services.AddTransient<VapiRetryHandler>();
        services.AddHttpClient(VapiClient.HttpClientName)
            .ConfigureHttpClient((provider, http) =>
            {
                http.Timeout = provider.GetRequiredService<IOptions<VapiOptions>>().Value.RequestTimeout;
                http.MaxResponseContentBufferSize = LargestAnswerBytes;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("PeteRental/1.0");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AllowAutoRedirect = false,
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The platform's loggers would write down addresses and, at Trace, headers with the key.
            .RemoveAllLoggers()
            .AddHttpMessageHandler<VapiRetryHandler>();
        services.AddSingleton<VapiClient>();
        services.AddSingleton<VapiAccounts>();
        return services;
    }
}
