using System.Text.Json;
using System.Text.Json.Nodes;
using PeteRental.Sandbox.Microsoft.Calendars;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>Stands for Microsoft Graph v1.0, as far as calendars go.</summary>
internal static class GraphEndpoints
{
    /// <summary>Where Graph lives here.</summary>
    public const string Prefix = "/microsoft/graph/v1.0";

    private static readonly GraphPermission ReadUser = new(Scopes.ReadUser)
    {
        Refusal = new GraphError(StatusCodes.Status403Forbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
    };

    /// <summary>Maps everything under <c>/microsoft/graph</c>.</summary>
    public static void MapGraph(this IEndpointRouteBuilder app)
    {
        var graph = app.MapGroup(Prefix).WithTags("Microsoft: Graph");
        graph.MapGet("/me", Me).WithMetadata(ReadUser).WithSummary("Who signed in");
        graph.MapGet("/me/mailboxSettings", Settings).WithMetadata(new GraphPermission(Scopes.ReadSettings, Scopes.WriteSettings)).WithSummary("Zone and working hours");
        graph.MapCalendars();
        graph.MapEvents();
        graph.MapViews();
        graph.MapSchedule();
        graph.MapSubscriptions();
        graph.Map("/{**path}", Unknown).WithMetadata(new GraphPermission()).ExcludeFromDescription();
    }

    /// <summary>Eight to five: what the sandbox's people all work.</summary>
    internal static JsonObject WorkingHours(GraphZone zone) => new()
    {
        ["daysOfWeek"] = new JsonArray("monday", "tuesday", "wednesday", "thursday", "friday"),
        ["startTime"] = "08:00:00.0000000",
        ["endTime"] = "17:00:00.0000000",
        ["timeZone"] = new JsonObject { ["name"] = zone.WindowsName },
    };

    /// <summary>As JSON nodes, with members as they are written.</summary>
    internal static JsonObject ToNode(object value) => JsonSerializer.SerializeToNode(value)!.AsObject();

    private static IResult Me(GraphCall call) => call.Reply(
        new JsonObject
        {
            ["businessPhones"] = new JsonArray(),
            ["displayName"] = call.Account.DisplayName,
            ["givenName"] = call.Account.DisplayName.Split(' ')[0],
            ["jobTitle"] = null,
            ["mail"] = call.Account.IsPersonal ? null : call.Account.Email,
            ["mobilePhone"] = null,
            ["officeLocation"] = null,
            ["preferredLanguage"] = "en-US",
            ["surname"] = call.Account.DisplayName.Split(' ')[^1],
            ["userPrincipalName"] = call.Account.Email,
            ["id"] = call.Account.Id,
        },
        "users/$entity");

    private static IResult Settings(GraphCall call) => call.Reply(
        new JsonObject
        {
            ["archiveFolder"] = null,
            ["timeZone"] = call.Mailbox.Zone.WindowsName,
            ["delegateMeetingMessageDeliveryOptions"] = "sendToDelegateOnly",
            ["dateFormat"] = "M/d/yyyy",
            ["timeFormat"] = "h:mm tt",
            ["language"] = new JsonObject { ["locale"] = "en-US", ["displayName"] = "English (United States)" },
            ["workingHours"] = WorkingHours(call.Mailbox.Zone),
        },
        $"users('{call.Account.Id}')/mailboxSettings");

    private static GraphError Unknown(string? path) => GraphError.BadRequest("BadRequest", $"Resource not found for the segment '{path?.Split('/')[^1]}'.");
}
