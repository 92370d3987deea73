namespace PeteRental.Gateway.Routing;

/// <summary>
/// Everything that can be reached from outside, on one page. What is not listed here does not exist for the outside: internal
/// endpoints, probes and each service's own documents stay behind the gateway. A service that is not part of the deployment
/// answers 503.
/// </summary>
internal static class PublicSurface
{
    private const string Agents = "agents";
    private const string Calendar = "calendar";
    private const string Notifications = "notifications";
    private const string Rentals = "rentals";
    private const string VoiceWebhook = "voicewebhook";

    private const long WebhookBytes = 2 * 1024 * 1024;

    // A file of 5 MB and the form around it. The service looks at the file's own size.
    private const long UploadBytes = (5 * 1024 * 1024) + (64 * 1024);

    /// <summary>Services that the gateway knows, whether deployed or not.</summary>
    public static IReadOnlyList<string> Services { get; } = [Agents, Calendar, Notifications, Rentals, VoiceWebhook];

    /// <summary>The routes.</summary>
    public static IReadOnlyList<Route> Routes { get; } =
    [
        // Voice
        new("/vapi/webhook", VoiceWebhook, Access.Open, ["POST"], MaxBodyBytes: WebhookBytes),
        new("/calls/{**rest}", VoiceWebhook),

        // People, workspaces, agents
        new("/users/{**rest}", Agents),
        new("/workspace/{**rest}", Agents),
        new("/agents/{**rest}", Agents),
        new("/vapi/assistants", Agents),
        new("/knowledge-base/{**rest}", Agents, MaxBodyBytes: UploadBytes),
        new("/dashboard/stats", Agents),
        new("/webhooks/clerk", Agents, Access.Open, ["POST"]),
        new("/api/agents/{**rest}", Agents, To: "/agents/{**rest}"),
        new("/api/founder-console/workspace/save", Agents, Methods: ["POST"], To: "/workspace"),
        new("/api/founder-console/agent/behavior", Agents, Methods: ["POST"], To: "/workspace/agents", ToMethod: "PATCH"),
        new("/api/knowledge-base/sync", Agents, Methods: ["POST"], To: "/knowledge-base/sync"),

        // Calendars and viewings
        new("/calendar/{**rest}", Calendar),
        new("/calendar/auth/callback", Calendar, Access.Open, ["GET"]),
        new("/calendar/setup", Calendar, Access.Open, ["GET"]),
        new("/calendar/google/auth/start", Calendar, To: "/calendar/auth/start", Query: ("provider", "google")),
        new("/calendar/google/auth/status", Calendar, To: "/calendar/auth/status", Query: ("provider", "google")),
        new("/calendar/google/auth/disconnect", Calendar, To: "/calendar/auth/disconnect", Query: ("provider", "google")),
        new("/appointments/{**rest}", Calendar),
        new("/users/{id}/appointments", Calendar, Methods: ["GET"]),
        new("/agents/{id}/appointments", Calendar, Methods: ["GET"]),
        new("/viewings/{**rest}", Calendar, Access.Open),
        new("/webhooks/microsoft", Calendar, Access.Open),
        new("/webhooks/google", Calendar, Access.Open),

        // Homes
        new("/rentals/{**rest}", Rentals),
        new("/scrapes/{**rest}", Rentals),
        new("/database/{**rest}", Rentals),
        new("/database/sources/{**rest}", Rentals, To: "/rentals/sources/{**rest}"),

        // Outgoing webhooks
        new("/webhooks/endpoints/{**rest}", Notifications),
        new("/webhooks/deliveries/{**rest}", Notifications),
    ];
}
