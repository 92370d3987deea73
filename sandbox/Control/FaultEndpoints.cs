using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.Sandbox.Control;

/// <summary>A fault as it is asked for.</summary>
/// <param name="Target">See <see cref="Control.Target"/>.</param>
/// <param name="Status">200 to 599.</param>
/// <param name="DelayMs">Up to ten minutes.</param>
/// <param name="Drop">True closes the connection; goes with neither status nor body.</param>
/// <param name="AfterEffect">True does the work first.</param>
/// <param name="Body">A string is sent as text, anything else as JSON; without a status it is sent with 200.</param>
/// <param name="Headers">Added to an answer with a status or a body, such as <c>{"Retry-After":"1"}</c>.</param>
/// <param name="Account">An e-mail address: only requests of this account fail, where a stand-in has accounts; see <see cref="IAccountOfRequest"/>.</param>
/// <param name="Times">How often; without it until deleted.</param>
public sealed record FaultRequest(
    string? Target, int? Status, int? DelayMs, bool? Drop, bool? AfterEffect, JsonElement? Body, int? Times,
    IReadOnlyDictionary<string, string>? Headers = null, string? Account = null);

/// <summary>A fault as it is set.</summary>
public sealed record FaultReply(
    long Id, string Target, int? Status, int? DelayMs, bool Drop, bool AfterEffect, JsonElement? Body,
    IReadOnlyDictionary<string, string>? Headers, int? Remaining, string? Account)
{
    internal static FaultReply From(Fault fault) => new(
        fault.Id, fault.Target.Prefix, fault.Status,
        fault.Delay > TimeSpan.Zero ? (int)fault.Delay.TotalMilliseconds : null,
        fault.Drop, fault.AfterEffect, fault.Body, fault.Headers.Count == 0 ? null : fault.Headers, fault.Remaining, fault.Account);
}

/// <summary>The faults that still play, in the order in which they are used up.</summary>
public sealed record FaultListReply(IReadOnlyList<FaultReply> Faults);

/// <summary>Makes any stand-in slow, broken or silent on request.</summary>
public static partial class FaultEndpoints
{
    private const int MaxDelayMs = 600_000;
    private const int MaxAccountLength = 254;

    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>Maps <c>/control/faults</c>.</summary>
    public static void MapFaults(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/control/faults").WithTags("Control");
        group.MapGet("/", List).WithSummary("The faults that are set");
        group.MapPost("/", Set).WithSummary("Sets a fault");
        group.MapDelete("/", Clear).WithSummary("Takes back all faults, or those of one target or account");
    }

    private static Ok<FaultListReply> List(FaultBook faults) =>
        TypedResults.Ok(new FaultListReply([.. faults.List().Select(FaultReply.From)]));

    private static Results<Created<FaultReply>, ValidationProblem> Set(FaultRequest request, FaultBook faults)
    {
        var invalid = Check(request, out var target);
        if (invalid.Any)
        {
            return invalid.ToProblem();
        }

        // The element lives in a pooled document that ends with the request.
        var body = request.Body?.Clone();
        var fault = faults.Add(id => new Fault(
            id, target, request.Account, request.Status, TimeSpan.FromMilliseconds(request.DelayMs ?? 0),
            request.Drop is true, request.AfterEffect is true, body, request.Headers ?? NoHeaders, request.Times));
        return TypedResults.Created((string?)null, FaultReply.From(fault));
    }

    private static Results<NoContent, ValidationProblem> Clear(FaultBook faults, string? target = null, string? account = null)
    {
        Target parsed = default;
        if (target is not null && !Target.TryParse(target, out parsed))
        {
            return new Invalid().When(true, "target", Target.Rule).ToProblem();
        }

        faults.Clear(target is null ? null : parsed, account);
        return TypedResults.NoContent();
    }

    private static Invalid Check(FaultRequest request, out Target target) => new Invalid()
        .When(!Target.TryParse(request.Target, out target), "target", Target.Rule)
        .When(
            request.Account is { Length: 0 or > MaxAccountLength },
            "account", "The e-mail address of an account, at Vapi and OpenRouter its API key, at Twilio its SID.")
        .When(request.Status is < 200 or > 599, "status", "From 200 to 599.")
        .When(request.Status is 204 or 304 && request.Body is not null, "body", "An answer with this status has no body.")
        .When(!IsReadable(request.Body), "body", "This text holds half of a surrogate pair.")
        .When(request.Headers?.All(IsHeader) is false, "headers", "Names of letters, digits and -, with text in ASCII; not those that frame the answer.")
        .When(
            request.Headers is { Count: > 0 } && request.Status is null && request.Body is null,
            "headers", "Headers go with a status or a body.")
        .When(request.DelayMs is < 0 or > MaxDelayMs, "delay_ms", "From 0 to 600000.")
        .When(request.Times is < 1, "times", "At least 1; leave it out for a fault that stays.")
        .When(
            request.Drop is true && (request.Status is not null || request.Body is not null),
            "drop", "A dropped connection carries neither a status nor a body.")
        .When(
            request.Status is null && request.Body is null && request.Drop is not true && request.DelayMs is null or 0,
            "status", "Say what goes wrong: status, body, drop or delay_ms.");

    private static bool IsReadable(JsonElement? body)
    {
        try
        {
            return body?.ValueKind is not JsonValueKind.String || body.Value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsHeader(KeyValuePair<string, string> header) =>
        HeaderName().IsMatch(header.Key) && header.Value is { Length: <= 1_000 } && header.Value.All(character => character is >= ' ' and <= '~');

    [GeneratedRegex(@"\A(?!(content-length|transfer-encoding|connection)\z)[A-Za-z0-9-]{1,64}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
