namespace PeteRental.Contracts.Agents;

// What the gateway and VoiceWebhook ask Agents. JSON is snake_case.

/// <summary>
/// Who is behind a validated token: <c>POST /internal/identities</c>. A first token of an unknown person creates the user
/// and, without an organisation, a workspace of their own.
/// </summary>
/// <param name="Subject">The token's <c>sub</c>.</param>
/// <param name="Email">Null when the token does not carry it.</param>
/// <param name="Name">Full name; null when not carried.</param>
/// <param name="OrganizationId">The token's organisation; null means the person's own workspace.</param>
/// <param name="OrganizationSlug">For the name of a workspace made for an organisation.</param>
/// <param name="OrganizationRole">Without <c>org:</c>; admin becomes owner.</param>
public sealed record IdentityRequest(
    string Subject, string? Email, string? Name, string? OrganizationId, string? OrganizationSlug, string? OrganizationRole);

/// <summary>The person, the workspace of this request, and what they may do in it.</summary>
/// <param name="UserId">Our id of the person.</param>
/// <param name="WorkspaceId">The workspace of this request.</param>
/// <param name="Role">owner, manager or viewer.</param>
/// <param name="IsActive">A deactivated person is refused everywhere.</param>
public sealed record IdentityReply(Guid UserId, Guid WorkspaceId, string Role, bool IsActive);

/// <summary>
/// The workspace of a presented webhook secret: <c>GET /internal/webhook-secrets/{sha256}</c> (lower-case hex of the
/// SHA-256 of the secret). 404 when unknown or revoked.
/// </summary>
public sealed record WebhookSecretReply(Guid WorkspaceId, Guid SecretId);

/// <summary>
/// The keys to check a signed webhook with: <c>POST /internal/webhook-keys</c>. The workspace is found by the assistant or
/// the number that was called, since a signature names nobody. 404 when nobody who claims either has a signing key.
/// </summary>
public sealed record WebhookKeysRequest(string? VapiAssistantId, string? PhoneNumber);

/// <summary>Active signing keys of the workspace, base64. Kept in memory only.</summary>
/// <param name="WorkspaceId">The workspace that has named the assistant or number for the longest time.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Others">
/// Further workspaces that claim the same assistant or number. Anybody can write down somebody else's assistant, so a claim proves
/// nothing: the webhook is that of the workspace with whose key its signature fits, and the others' claims must not get in its way.
/// </param>
/// <param name="SecretIds">Whose keys these are, in the same order, to report their use by.</param>
public sealed record WebhookKeysReply(
    Guid WorkspaceId, IReadOnlyList<string> Keys, IReadOnlyList<WebhookKeysReply>? Others = null, IReadOnlyList<Guid>? SecretIds = null);

/// <summary>Signing keys that fitted a webhook's signature since the last report: <c>POST /internal/webhook-keys/uses</c>.</summary>
public sealed record WebhookKeyUsesRequest(IReadOnlyList<Guid> SecretIds);

/// <summary>
/// The agent of a call: <c>POST /internal/agent-routes</c>, in the workspace of the signed identity. The first that names an
/// agent wins: the assistant, then the number; when no assistant is named, the workspace's default. 404 otherwise.
/// </summary>
public sealed record AgentRouteRequest(string? VapiAssistantId, string? PhoneNumber);

/// <summary>What VoiceWebhook needs to know of an agent.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="VapiAssistantId">Its assistant at Vapi; null until it is synced.</param>
/// <param name="CalendarId">The diary it books into; null means the workspace's default.</param>
/// <param name="IsActive">An inactive agent takes no bookings.</param>
/// <param name="Language">en or es.</param>
public sealed record AgentRouteReply(
    Guid AgentId, Guid WorkspaceId, string? VapiAssistantId, Guid? CalendarId, bool IsActive, string Language);

/// <summary>
/// What other services need to know of a workspace: <c>GET /internal/workspace</c>, that of the signed identity. 404 when it is closed.
/// Whoever keeps it drops it at <see cref="Events.WorkspaceUpdated"/>.
/// </summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Name">For people.</param>
/// <param name="Timezone">IANA zone.</param>
public sealed record WorkspaceFacts(Guid WorkspaceId, string Name, string Timezone);
