using PeteRental.Calendar.Booking;

namespace PeteRental.Calendar.Sync;

/// <summary>How diaries of connected accounts are followed.</summary>
internal static class SyncExtensions
{
    public static IServiceCollection AddSync(this IServiceCollection services)
    {
        services.AddOptions<SyncOptions>().BindConfiguration(SyncOptions.Section);
        services.AddSingleton<SyncQueue>();
        services.AddSingleton<MirrorStore>();
        services.AddSingleton<MirrorReader>();
        services.AddSingleton<DiaryMirror>();
        services.AddSingleton<DiaryEvents>();
        services.AddSingleton<ChannelStore>();
        services.AddSingleton<ChannelKeeper>();
        services.AddSingleton<FollowStore>();
        services.AddSingleton<AppointmentFollower>();
        services.AddHostedService<SyncWorker>();
        return services;
    }
}
