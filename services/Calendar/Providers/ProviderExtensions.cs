using PeteRental.Calendar.Providers.Google;
using PeteRental.Calendar.Providers.Microsoft;

namespace PeteRental.Calendar.Providers;

/// <summary>Who keeps diaries.</summary>
internal static class ProviderExtensions
{
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section);
        services.AddSingleton<DiaryGate>();
        services.AddSingleton<NativeCalendarProvider>();
        services.AddSingleton<OwnEvents>();
        services.AddSingleton<LinkedCalendarProvider>();
        services.AddSingleton<CalendarProviders>();
        services.AddGoogleDiaries();
        services.AddMicrosoftDiaries();
        return services;
    }
}
