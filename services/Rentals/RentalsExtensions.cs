using PeteRental.Rentals.Database;
using PeteRental.Rentals.Files;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Scrapes;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Voice;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Requests;

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
        services.AddSingleton<CommonWords>();
        services.AddSingleton<RentalReader>();
        services.AddSingleton<RentalEditor>();
        services.AddSingleton<RentalImporter>();
        services.AddSingleton<DatabaseReader>();
        services.AddSingleton<NamedSites>();
        services.AddSingleton<VoiceHomes>();
        services.AddSingleton<VoiceSites>();
        services.AddSingleton<VoiceRentals>();
        services.AddIdempotentWrites();
        services.AddSources();
        services.AddScrapes();
        return services;
    }
}
