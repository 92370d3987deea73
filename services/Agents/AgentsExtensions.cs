using PeteRental.Agents.AgentMembers;
using PeteRental.Agents.Assistants;
using PeteRental.Agents.Clerk;
using PeteRental.Agents.Identities;
using PeteRental.Agents.Integrations;
using PeteRental.Agents.KnowledgeBase;
using PeteRental.Agents.Stats;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Users;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;
using PeteRental.Agents.WebhookSecrets;
using PeteRental.Agents.Workspaces;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents;

/// <summary>The service's own parts.</summary>
public static class AgentsExtensions
{
    /// <summary>Registers stores, lookups and background work.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddVapi();
        services.AddKnowledgeBase();
        services.AddSync();
        services.AddIntegrations();
        services.AddSingleton<IdentityResolver>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<PersonEraser>();
        services.AddClerkWebhooks();
        services.AddSingleton<WorkspaceStore>();
        services.AddSingleton<WorkspaceSave>();
        services.AddSingleton<RoleAgents>();
        services.AddSingleton<BehaviorChange>();
        services.AddSingleton<AgentStore>();
        services.AddSingleton<AgentRoutes>();
        services.AddSingleton<AgentMemberStore>();
        services.AddSingleton<AssistantBinder>();
        services.AddSingleton<VapiAssistants>();
        services.AddStats();
        services.AddIdempotentWrites();
        services.AddSingleton<WebhookSecretStore>();
        services.AddSingleton<WebhookCallers>();
        services.AddSingleton<VapiToken>();
        services.AddOptions<SecretUseOptions>().BindConfiguration("WebhookSecrets");
        services.AddSingleton<SecretUse>();
        services.AddHostedService(provider => provider.GetRequiredService<SecretUse>());
        return services;
    }
}
