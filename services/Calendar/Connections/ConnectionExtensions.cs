using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers.Identity;

namespace PeteRental.Calendar.Connections;

/// <summary>Accounts that people have connected.</summary>
internal static class ConnectionExtensions
{
    public static IServiceCollection AddCalendarConnections(this IServiceCollection services)
    {
        services.AddIdentityClients();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ReturnAddresses>();
        services.AddSingleton<ConsentStates>();
        services.AddSingleton<ConsentFlow>();
        services.AddSingleton<ConnectionStore>();
        services.AddSingleton<ConnectionOverview>();
        services.AddSingleton<LinkChanges>();
        services.AddSingleton<CalendarLists>();
        services.AddSingleton<CalendarLinks>();
        services.AddSingleton<Departures>();
        services.AddHostedService<ConnectionWorker>();
        return services;
    }
}
