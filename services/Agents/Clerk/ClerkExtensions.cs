namespace PeteRental.Agents.Clerk;

/// <summary>What the sign-in provider announces.</summary>
internal static class ClerkExtensions
{
    public static IServiceCollection AddClerkWebhooks(this IServiceCollection services)
    {
        services.AddOptions<ClerkWebhookOptions>().BindConfiguration("Clerk")
            .Validate(
                clerk => string.IsNullOrEmpty(clerk.WebhookSecret) || SvixSignature.KeyOf(clerk.WebhookSecret) is { Length: >= 16 },
                "Clerk:WebhookSecret is the endpoint's signing secret: whsec_ and base64, of at least 16 bytes.")
            .ValidateOnStart();
        services.AddSingleton<OrganizationAnnouncements>();
        services.AddSingleton<MembershipAnnouncements>();
        services.AddSingleton<ClerkEventHandler>();
        return services;
    }
}
