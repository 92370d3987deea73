namespace PeteRental.Calendar.Connections;

/// <summary>Accounts that people have connected.</summary>
internal static class ConnectionExtensions
{
    public static IServiceCollection AddCalendarConnections(this IServiceCollection services)
    {
        services.AddSingleton<TokenStore>();
        services.AddSingleton<AccessTokens>();
        return services;
    }
}
