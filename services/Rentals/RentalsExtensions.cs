using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Requests;
using PeteRental.Rentals.Workspaces;

namespace PeteRental.Rentals;

/// <summary>The service's own parts.</summary>
internal static class RentalsExtensions
{
    /// <summary>Registers stores, rules and background work.</summary>
    public static IServiceCollection AddRentals(this IServiceCollection services)
    {
        services.AddSingleton<WorkspaceZones>();
        services.AddSingleton<RentalAnnouncer>();
        services.AddSingleton<RentalWriter>();
        services.AddSingleton<RentalReader>();
        services.AddSingleton<RentalEditor>();
        services.AddHostedService<IdempotencySweeper>();
        return services;
    }
}
