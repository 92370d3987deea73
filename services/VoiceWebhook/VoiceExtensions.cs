using MassTransit;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.VoiceWebhook.Authentication;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Knowledge;
using PeteRental.VoiceWebhook.Tools;
using PeteRental.VoiceWebhook.Webhook;
using PeteRental.VoiceWebhook.Workspaces;

namespace PeteRental.VoiceWebhook;

/// <summary>What this service is made of.</summary>
internal static class VoiceExtensions
{
    public static void AddVoice(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<VoiceOptions>().BindConfiguration("Voice")
            .Validate(voice => voice.RetentionDays > 0, "Voice:RetentionDays must be at least 1.")
            .ValidateOnStart();

        builder.AddServiceClient<AgentsClient>("agents");
        builder.AddServiceClient<CalendarClient>("calendar");
        builder.AddServiceClient<RentalsClient>("rentals");
        builder.Services.AddSingleton<WorkspaceDirectory>();
        builder.Services.AddSingleton<FailedAttempts>();
        builder.Services.AddSingleton<WebhookAuthenticator>();
        builder.Services.AddSingleton<SigningKeyUse>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SigningKeyUse>());

        builder.Services.AddSingleton<MessageHandler>();
        builder.Services.AddSingleton<KnowledgeAnswers>();
        builder.Services.AddSingleton<ToolRunner>();
        builder.Services.AddSingleton<SchedulingTools>();
        builder.Services.AddSingleton<RentalTools>();
        builder.Services.AddSingleton<HomeRecognition>();

        builder.Services.AddSingleton<CallerHash>();
        builder.Services.AddSingleton<CallStore>();
        builder.Services.AddSingleton<CallReader>();
        builder.Services.AddSingleton<CallOutcomeStore>();
        builder.Services.AddSingleton<JournalStore>();
        builder.Services.AddSingleton<ToolCallJournal>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ToolCallJournal>());
        builder.Services.AddSingleton<ContentRetention>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ContentRetention>());
    }

    /// <summary>Bookings come in bursts: they are written many at a time.</summary>
    public static void AddVoiceConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddInstanceConsumer<DirectoryChanges>();
        bus.AddConsumer<BookedOutcomes>(InBatches);
        bus.AddConsumer<RescheduledOutcomes>(InBatches);
        bus.AddConsumer<CancelledOutcomes>(InBatches);
        bus.AddConsumer<ClosedWorkspaces>();
    }

    private static void InBatches<TConsumer>(IConsumerConfigurator<TConsumer> consumer)
        where TConsumer : class =>
        consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(200).SetTimeLimit(TimeSpan.FromMilliseconds(200)).SetConcurrencyLimit(2));
}
