namespace PeteRental.Agents.Integrations;

/// <summary>The workspaces' accounts at Vapi and Twilio.</summary>
internal static class IntegrationsExtensions
{
    private const int LargestAnswerBytes = 1024 * 1024;

    public static IServiceCollection AddIntegrations(this IServiceCollection services)
    {
        services.AddOptions<TwilioOptions>().BindConfiguration("Twilio");
        services.AddOptions<CandidateOptions>().BindConfiguration("Candidates");
        services.AddHttpClient(TwilioClient.HttpClientName)
            .ConfigureHttpClient(http =>
            {
                http.Timeout = CredentialChecks.Limit;
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
            // The platform's loggers would write down addresses and, at Trace, headers with the token.
            .RemoveAllLoggers();
        services.AddSingleton<TwilioClient>();
        services.AddSingleton<CredentialChecks>();
        services.AddSingleton<CandidateStore>();
        services.AddSingleton<IntegrationStore>();
        services.AddSingleton<PhoneNumbers>();
        services.AddHostedService<CandidateChecks>();
        return services;
    }
}
