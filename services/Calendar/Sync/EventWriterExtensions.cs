namespace PeteRental.Calendar.Sync;

/// <summary>What brings diaries in line with appointments.</summary>
internal static class EventWriterExtensions
{
    public static IServiceCollection AddEventWriter(this IServiceCollection services)
    {
        services.AddSingleton<EventWriteQueue>();
        services.AddSingleton<ReservedAppointments>();
        services.AddSingleton<EventWriting>();
        services.AddSingleton<EventWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<EventWriter>());
        return services;
    }
}
