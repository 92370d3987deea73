using PeteRental.Agents.Identities;
using PeteRental.Agents.Users;

namespace PeteRental.Agents;

/// <summary>The service's own parts.</summary>
public static class AgentsExtensions
{
    /// <summary>Registers stores, rules and background work.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<IdentityResolver>();
        services.AddSingleton<UserStore>();
        return services;
    }
}
