using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using PeteRental.Sandbox.Microsoft.Calendars;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>A request whose bearer may do what it asks for, and what it prefers; see <see cref="GraphBearerMiddleware"/>.</summary>
/// <param name="Account">Who is <c>me</c>.</param>
/// <param name="Token">Which application asks.</param>
/// <param name="Zone">To tell times in: UTC unless <c>Prefer: outlook.timezone</c> says otherwise.</param>
/// <param name="PageSize"><c>Prefer: odata.maxpagesize</c>.</param>
/// <param name="Address">The public address of this API here, such as <c>http://127.0.0.1:8090/microsoft/graph/v1.0</c>.</param>
internal sealed partial record GraphCall(MicrosoftAccount Account, AccessToken Token, GraphZone Zone, int? PageSize, string Address)
{
    public Mailbox Mailbox => Account.Mailbox;

    public static ValueTask<GraphCall> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.GetRequiredFeature<GraphCall>());

    /// <summary>Reads what is preferred, and says in the answer's head what of it is done.</summary>
    public static Outcome<GraphCall, GraphError> Read(HttpContext context, AccessToken token, string address)
    {
        var prefer = string.Join(", ", context.Request.Headers["Prefer"].AsEnumerable());
        var zone = GraphZone.Utc;
        var applied = new List<string>();
        if (TimeZone().Match(prefer) is { Success: true } wanted)
        {
            if (GraphZone.Find(wanted.Groups[1].Value) is not { } found)
            {
                return GraphError.UnknownZone(wanted.Groups[1].Value);
            }

            zone = found;
            applied.Add($"outlook.timezone=\"{zone.Name}\"");
        }

        int? size = PageSizePreference().Match(prefer) is { Success: true } page && int.TryParse(page.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (size is not null)
        {
            applied.Add($"odata.maxpagesize={size}");
        }

        if (prefer.Contains("IdType=\"ImmutableId\"", StringComparison.OrdinalIgnoreCase))
        {
            applied.Add("IdType=\"ImmutableId\"");
        }

        if (applied.Count > 0)
        {
            context.Response.Headers["Preference-Applied"] = string.Join(", ", applied);
        }

        return new GraphCall(token.Grant.Account, token, zone, size, address);
    }

    /// <summary>One thing, with the context that its kind has.</summary>
    public IResult Reply(JsonObject value, string context, int status = StatusCodes.Status200OK)
    {
        var body = new JsonObject { ["@odata.context"] = $"{Address}/$metadata#{context}" };
        foreach (var (name, member) in value.ToList())
        {
            value.Remove(name);
            body[name] = member;
        }

        return new GraphReply(body, status);
    }

    [GeneratedRegex("outlook\\.timezone\\s*=\\s*\"([^\"]+)\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TimeZone();

    [GeneratedRegex(@"odata\.maxpagesize\s*=\s*(\d{1,6})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PageSizePreference();
}

/// <summary>An answer as Graph writes it.</summary>
internal sealed record GraphReply(JsonNode Body, int Status) : IResult
{
    private const string ContentType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = ContentType;
        return httpContext.Response.WriteAsync(Body.ToJsonString(), httpContext.RequestAborted);
    }
}

/// <summary>A JSON body.</summary>
internal sealed record GraphBody(JsonElement Root, GraphError? Unreadable)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async ValueTask<GraphBody> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return new GraphBody(default, GraphError.Unreadable);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object && IsText(root) ? new GraphBody(root, null) : new GraphBody(default, GraphError.Unreadable);
        }
        catch (JsonException)
        {
            return new GraphBody(default, GraphError.Unreadable);
        }
    }

    /// <summary>The text of a member, null when there is none.</summary>
    public string? Text(string name) => Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>False when a text holds half of a surrogate pair.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
