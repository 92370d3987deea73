using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NodaTime;
using PeteRental.Agents.Integrations;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Workspaces;

/// <summary>A workspace's own settings.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Name">For people.</param>
/// <param name="Timezone">IANA zone that new calendars start with.</param>
/// <param name="Locale">Such as en-US: language and formats of messages.</param>
/// <param name="NotificationEmail">Where the workspace's own mail goes; null means to its owners.</param>
/// <param name="IsOrganization">Shared through an organisation of the sign-in provider; otherwise one person's own.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When a setting last changed.</param>
internal sealed record WorkspaceReply(
    Guid WorkspaceId, string Name, string Timezone, string Locale, string? NotificationEmail, bool IsOrganization,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A workspace with everything that its form shows.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Name">For people.</param>
/// <param name="Timezone">IANA zone that new calendars start with.</param>
/// <param name="Locale">Such as en-US.</param>
/// <param name="NotificationEmail">Where the workspace's own mail goes; null means to its owners.</param>
/// <param name="IsOrganization">Shared through an organisation of the sign-in provider.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When a setting last changed.</param>
/// <param name="Integrations">Its accounts elsewhere; nothing of a key or token.</param>
/// <param name="Agents">Its inbound and its outbound agent, once they are there.</param>
internal sealed record WorkspaceDetailsReply(
    Guid WorkspaceId, string Name, string Timezone, string Locale, string? NotificationEmail, bool IsOrganization,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IntegrationsReply Integrations, IReadOnlyList<RoleAgentReply> Agents)
{
    public static WorkspaceDetailsReply From(WorkspaceView view) => new(
        view.Workspace.WorkspaceId, view.Workspace.Name, view.Workspace.Timezone, view.Workspace.Locale, view.Workspace.NotificationEmail,
        view.Workspace.IsOrganization, view.Workspace.CreatedAt, view.Workspace.UpdatedAt, view.Integrations, view.Agents);
}

/// <summary>An agent with a role, and where it stands at Vapi.</summary>
/// <param name="Role">inbound or outbound.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="VapiAssistantId">Its assistant; null until there is one.</param>
/// <param name="SyncStatus">none (no account), pending (under way, or tried again by itself), synced, drifted or failed.</param>
/// <param name="ErrorCode">Why it failed.</param>
internal sealed record RoleAgentReply(string Role, Guid AgentId, string? VapiAssistantId, string SyncStatus, string? ErrorCode);

/// <summary>A workspace as it is stored.</summary>
internal sealed record WorkspaceView(WorkspaceReply Workspace, IntegrationsReply Integrations, IReadOnlyList<RoleAgentReply> Agents);

/// <summary>What a save led to.</summary>
/// <param name="Workspace">As it is now.</param>
/// <param name="Integrations">Its accounts elsewhere, with what came of trying what was given.</param>
/// <param name="Agents">Its inbound and its outbound agent.</param>
/// <param name="RequestId">To tell an operator.</param>
internal sealed record WorkspaceSavedReply(
    WorkspaceReply Workspace, IntegrationsReply Integrations, IReadOnlyList<RoleAgentReply> Agents, string? RequestId);

/// <summary>What to save; what is left out stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed partial record WorkspaceRequest
{
    /// <summary>Nothing given.</summary>
    public static readonly WorkspaceRequest Nothing = new();

    private const int MaxNameLength = 120;

    /// <summary>1 to 120 characters.</summary>
    public Given<string> Name { get; init; }

    /// <summary>An IANA zone such as America/Chicago.</summary>
    public Given<string> Timezone { get; init; }

    /// <summary>en or es, with or without a country: en-US.</summary>
    public Given<string> Locale { get; init; }

    /// <summary>Null removes it.</summary>
    public Given<string?> NotificationEmail { get; init; }

    /// <summary>Vapi's private key, write-only. Null disconnects; nothing is deleted at Vapi.</summary>
    public Given<string?> VapiApiKey { get; init; }

    /// <summary>Vapi's public key, for web calls from a browser.</summary>
    public Given<string?> VapiPublicKey { get; init; }

    /// <summary>us or eu: where the organisation is at Vapi.</summary>
    public Given<string> VapiRegion { get; init; }

    /// <summary>Goes with twilio_auth_token; null disconnects.</summary>
    public Given<string?> TwilioAccountSid { get; init; }

    /// <summary>Write-only; null disconnects.</summary>
    public Given<string?> TwilioAuthToken { get; init; }

    /// <summary>The number that the inbound agent answers; null takes it away.</summary>
    public Given<string?> TwilioPhoneNumber { get; init; }

    internal CredentialRequest Credentials =>
        new(VapiApiKey, VapiPublicKey, VapiRegion, TwilioAccountSid, TwilioAuthToken, TwilioPhoneNumber);

    /// <summary>Names of what was given, for the log.</summary>
    internal IEnumerable<string> GivenFields() => new (string Field, bool Given)[]
    {
        ("name", Name.IsGiven),
        ("timezone", Timezone.IsGiven),
        ("locale", Locale.IsGiven),
        ("notification_email", NotificationEmail.IsGiven),
        ("vapi_api_key", VapiApiKey.IsGiven),
        ("vapi_public_key", VapiPublicKey.IsGiven),
        ("vapi_region", VapiRegion.IsGiven),
        ("twilio_account_sid", TwilioAccountSid.IsGiven),
        ("twilio_auth_token", TwilioAuthToken.IsGiven),
        ("twilio_phone_number", TwilioPhoneNumber.IsGiven),
    }.Where(field => field.Given).Select(field => field.Field);

    // A record prints its members; this one must not.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.AppendJoin(", ", GivenFields());
        return true;
    }

    public FieldErrors Check() => new FieldErrors()
        .CheckNotNull(Name, "name", name => TextRules.IsLine(name, MaxNameLength), "1 to 120 characters on one line.")
        .CheckNotNull(Timezone, "timezone", IsZone, "An IANA time zone such as America/Chicago.")
        .CheckNotNull(Locale, "locale", locale => LocaleShape().IsMatch(locale), "en or es, with or without a country, such as en-US.")
        .Check(NotificationEmail, "notification_email", email => TextRules.IsEmail(email!), "An e-mail address, or null.")
        .CheckCredentials(Credentials);

    private static bool IsZone(string text) => DateTimeZoneProviders.Tzdb.Ids.Contains(text);

    [GeneratedRegex(@"\A(en|es)(-[A-Z]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocaleShape();
}
