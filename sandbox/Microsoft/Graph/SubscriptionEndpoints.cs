using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>Subscriptions to changes of events.</summary>
internal static partial class SubscriptionEndpoints
{
    private const int MaxClientState = 128;
    private const int MaxMinutes = 10_080;
    private const string Type = "microsoft.graph.subscription";

    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(45);
    private static readonly string[] ChangeTypes = ["created", "updated", "deleted"];
    private static readonly string[] Members =
        ["changeType", "notificationUrl", "lifecycleNotificationUrl", "resource", "expirationDateTime", "clientState", "latestSupportedTlsVersion", "@odata.type"];

    /// <summary>Maps <c>/subscriptions</c>.</summary>
    public static void MapSubscriptions(this IEndpointRouteBuilder graph)
    {
        var group = graph.MapGroup("/subscriptions").WithMetadata(CalendarEndpoints.Reader);
        group.MapGet("/", List).WithSummary("The application's subscriptions");
        group.MapPost("/", CreateAsync).WithSummary("Subscribes, once the receivers have answered a validation token");
        group.MapGet("/{id}", Get).WithSummary("One subscription");
        group.MapPatch("/{id}", Renew).WithSummary("Makes it end later");
        group.MapDelete("/{id}", Delete).WithSummary("Ends it");
        group.MapPost("/{id}/reauthorize", Reauthorize).WithSummary("Answers reauthorizationRequired");
    }

    private static IResult List(GraphCall call, SandboxClock clock) => call.Reply(
        new JsonObject { ["value"] = new JsonArray([.. Own(call, clock).Select(subscription => Write(subscription, withSecret: false))]) },
        "subscriptions");

    private static IResult Get(GraphCall call, SandboxClock clock, string id) => Find(call, clock, id) is { } found
        ? Reply(call, found, StatusCodes.Status200OK, withSecret: false)
        : NotThere(id);

    private static async Task<IResult> CreateAsync(
        GraphCall call, GraphBody body, SandboxClock clock, GraphNotifier notifier, CancellationToken cancellationToken)
    {
        if ((body.Unreadable ?? Check(call, body)) is { } refusal)
        {
            return refusal;
        }

        if (Expiry(body, clock, out var expiresAt) is { } wrong)
        {
            return wrong;
        }

        var receiver = AddressOf(body.Text("notificationUrl"))!;
        var lifecycle = AddressOf(body.Text("lifecycleNotificationUrl"));
        foreach (var address in new[] { receiver, lifecycle }.OfType<Uri>())
        {
            if (!await notifier.ProveAsync(address, cancellationToken))
            {
                return GraphError.BadRequest("ValidationError", "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.");
            }
        }

        var subscription = new Subscription(
            Guid.NewGuid().ToString(), call.Token.Grant.ClientId, body.Text("resource")!, CalendarOf(body.Text("resource")!), Types(body), receiver,
            lifecycle, body.Text("clientState"), expiresAt);
        return call.Account.Subscriptions.Add(subscription)
            ? Reply(call, subscription, StatusCodes.Status201Created, withSecret: true)
            : new GraphError(StatusCodes.Status403Forbidden, "ExtensionError", "The mailbox has as many subscriptions as it can.");
    }

    private static IResult Renew(GraphCall call, GraphBody body, SandboxClock clock, string id)
    {
        if (body.Unreadable is not null)
        {
            return body.Unreadable;
        }

        if (body.Root.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => name != "expirationDateTime") is { } other)
        {
            return GraphError.BadRequest("InvalidRequest", $"The property '{other}' of a subscription cannot be changed; only expirationDateTime can.");
        }

        if (Find(call, clock, id) is null)
        {
            return NotThere(id);
        }

        if (Expiry(body, clock, out var expiresAt) is { } wrong)
        {
            return wrong;
        }

        return call.Account.Subscriptions.Renew(id, expiresAt) is { } renewed ? Reply(call, renewed, StatusCodes.Status200OK, withSecret: false) : NotThere(id);
    }

    private static IResult Delete(GraphCall call, SandboxClock clock, string id)
    {
        if (Find(call, clock, id) is null)
        {
            return NotThere(id);
        }

        call.Account.Subscriptions.Remove(id);
        return Results.NoContent();
    }

    private static IResult Reauthorize(GraphCall call, SandboxClock clock, string id) =>
        Find(call, clock, id) is null ? NotThere(id) : Results.StatusCode(StatusCodes.Status202Accepted);

    private static GraphError? Check(GraphCall call, GraphBody body)
    {
        if (body.Root.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !Members.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            return GraphError.UnknownProperty(unknown, Type);
        }

        var resource = Resource().Match(body.Text("resource") ?? "");
        var types = Types(body);
        return types.Count == 0 || types.Except(ChangeTypes, StringComparer.Ordinal).Any()
                ? Invalid("changeType is a list of created, updated and deleted.")
            : !resource.Success || (resource.Groups["user"] is { Success: true, Value: var user } && user != call.Account.Id && !user.Equals(call.Account.Email, StringComparison.OrdinalIgnoreCase))
                ? Invalid("The sandbox knows the resources me/events and me/calendars/{id}/events.")
            : CalendarOf(body.Text("resource")!) is { } calendar && call.Mailbox.FindCalendar(calendar) is null
                ? GraphError.NotFound
            : AddressOf(body.Text("notificationUrl")) is null ? Invalid("notificationUrl is not a valid address.")
            : body.Root.TryGetProperty("lifecycleNotificationUrl", out var lifecycle) && lifecycle.ValueKind != JsonValueKind.Null && AddressOf(body.Text("lifecycleNotificationUrl")) is null
                ? Invalid("lifecycleNotificationUrl is not a valid address.")
            : body.Text("clientState")?.Length > MaxClientState ? Invalid($"clientState is longer than {MaxClientState} characters.")
            : null;
    }

    private static GraphError? Expiry(GraphBody body, SandboxClock clock, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        var now = clock.Now;
        if (!EventTime.TryReadQuery(body.Text("expirationDateTime"), out var asked))
        {
            return Invalid("expirationDateTime is a time such as 2030-01-01T00:00:00Z.");
        }

        var wanted = asked.ToDateTimeOffset();
        expiresAt = wanted < now + ShortestLife ? now + ShortestLife : wanted;
        return wanted <= now ? Invalid("Subscription expiration must be in the future.")
            : wanted > now.AddMinutes(MaxMinutes) ? Invalid($"Subscription expiration can only be {MaxMinutes} minutes in the future.")
            : null;
    }

    private static IEnumerable<Subscription> Own(GraphCall call, SandboxClock clock) =>
        call.Account.Subscriptions.List(clock.Now).Where(subscription => subscription.ClientId == call.Token.Grant.ClientId);

    private static Subscription? Find(GraphCall call, SandboxClock clock, string id) => Own(call, clock).FirstOrDefault(subscription => subscription.Id == id);

    private static List<string> Types(GraphBody body) => [.. (body.Text("changeType") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string? CalendarOf(string resource) => Resource().Match(resource).Groups["calendar"] is { Success: true } calendar ? Uri.UnescapeDataString(calendar.Value) : null;

    /// <summary>The real one takes https only; on one machine http will do.</summary>
    private static Uri? AddressOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static GraphError Invalid(string message) => GraphError.BadRequest("InvalidRequest", message);

    private static GraphError NotThere(string id) => new(StatusCodes.Status404NotFound, "ResourceNotFound", $"The object was not found: subscription {id}.");

    private static IResult Reply(GraphCall call, Subscription subscription, int status, bool withSecret) =>
        call.Reply(Write(subscription, withSecret), "subscriptions/$entity", status);

    private static JsonObject Write(Subscription subscription, bool withSecret) => new()
    {
        ["id"] = subscription.Id,
        ["resource"] = subscription.Resource,
        ["applicationId"] = subscription.ClientId,
        ["changeType"] = string.Join(',', subscription.ChangeTypes),
        ["clientState"] = withSecret ? subscription.ClientState : null,
        ["notificationUrl"] = subscription.NotificationUrl.OriginalString,
        ["lifecycleNotificationUrl"] = subscription.LifecycleUrl?.OriginalString,
        ["expirationDateTime"] = subscription.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        ["latestSupportedTlsVersion"] = "v1_2",
        ["includeResourceData"] = null,
    };

    [GeneratedRegex("\\A/?(me|users/(?<user>[^/]+))(/calendar|/calendars(/|\\(')(?<calendar>[^/']+)('\\))?)?/events/?\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Resource();
}
