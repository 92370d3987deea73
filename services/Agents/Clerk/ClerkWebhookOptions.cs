namespace PeteRental.Agents.Clerk;

/// <summary>How announcements of the sign-in provider are recognised. Section <c>Clerk</c>.</summary>
public sealed class ClerkWebhookOptions
{
    /// <summary>The endpoint's signing secret, <c>whsec_…</c>. Without it no announcement is accepted.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The instance that may announce, <c>ins_…</c>, so that a development instance cannot reach these data. Null means any that knows the secret.</summary>
    public string? InstanceId { get; set; }
}
