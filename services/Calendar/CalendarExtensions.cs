using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Connections;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Voice;

namespace PeteRental.Calendar;

/// <summary>The service's own parts.</summary>
internal static class CalendarExtensions
{
    /// <summary>Registers stores, rules and background work.</summary>
    public static IServiceCollection AddCalendar(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, CalendarJson.Default));
        services.AddSingleton<CalendarDirectory>();
        services.AddSingleton<SettingsStore>();
        services.AddSingleton<DiaryReader>();
        services.AddSingleton<DiaryChanges>();
        services.AddHostedService(provider => provider.GetRequiredService<DiaryChanges>());
        services.AddSingleton<BusyCache>();
        services.AddSingleton<OpeningSearch>();
        services.AddSingleton<StartChooser>();
        services.AddSingleton<AppointmentStore>();
        services.AddSingleton<AppointmentReader>();
        services.AddSingleton<AppointmentLists>();
        services.AddSingleton<ReplyStore>();
        services.AddSingleton<Booker>();
        services.AddSingleton<AppointmentChanger>();
        services.AddSingleton<Holds>();
        services.AddSingleton<VoiceOpenings>();
        services.AddSingleton<VoiceBookings>();
        services.AddHostedService<BookingSweeper>();
        services.AddProviders();
        services.AddEventWriter();
        services.AddCalendarConnections();
        services.AddSync();
        return services;
    }
}
