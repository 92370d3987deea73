using PeteRental.Agents.KnowledgeBase;

namespace PeteRental.Agents.Sync;

/// <summary>Keeping Vapi's side of agents what ours is.</summary>
internal static class SyncExtensions
{
    public static IServiceCollection AddSync(this IServiceCollection services)
    {
        services.AddSingleton<SyncStore>();
        services.AddSingleton<SyncLeases>();
        services.AddSingleton<ToolSync>();
        services.AddSingleton<AssistantSync>();
        services.AddSingleton<KnowledgeTools>();
        services.AddSingleton<VapiRemovals>();
        services.AddSingleton<VapiSync>();
        services.AddHostedService<SyncWorker>();
        return services;
    }
}
