using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Calendar.Connections;

/// <summary>Connecting and disconnecting accounts at Microsoft and Google.</summary>
internal static class ConnectionEndpoints
{
    private const int LongestHint = 254;

    public static void MapConnections(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/calendar/auth").WithTags("Calendar");
        group.MapGet("/start", StartAsync).RequireMember().WithSummary("Sends a person to a provider to connect their calendar")
            .WithDescription(
                "307 to the provider, or with Accept: application/json the address to go to. provider is microsoft unless given. redirect_url must be of "
                + "a listed origin; the person comes back there with auth=success and provider, or with auth=error and a code.");
        group.MapGet("/callback", FinishAsync).AllowAnonymous().WithSummary("Takes a person back from a provider")
            .WithDescription("Known by the state alone, which is good once and for ten minutes. Always sends the person on: 307 with auth=success or auth=error.");
        group.MapGet("/status", FindStatusAsync).RequireMember().WithSummary("Whether an outside calendar is connected")
            .WithDescription("Of the person who asks. Without one the workspace's own calendar is used, which is a full one.");
        group.MapDelete("/disconnect", DisconnectAsync).RequireMember().WithSummary("Gives an account's access up")
            .WithDescription(
                "One's own accounts, of one provider or one by connection_id; an owner may name anybody's by connection_id. Tokens are deleted at once and the "
                + "grant is given back at the provider; booked viewings stay booked, in the workspace's own calendar.");
    }

    private static async Task<IResult> StartAsync(
        [AsParameters] StartQuery query, CurrentMember member, HttpContext context, ConsentFlow flow, ReturnAddresses addresses)
    {
        if (flow.Find(string.IsNullOrEmpty(query.Provider) ? "microsoft" : query.Provider) is not { } identity)
        {
            return Problem.Invalid("provider", "microsoft or google.");
        }

        if (addresses.Read(query.RedirectUrl) is not { } returnAddress)
        {
            return Problem.Invalid("redirect_url", "An address of this installation's own pages.");
        }

        if (query.LoginHint is { } hint && (hint.Length > LongestHint || hint.Any(char.IsControl)))
        {
            return Problem.Invalid("login_hint", "An e-mail address.");
        }

        if (!identity.IsConfigured)
        {
            return Problem.Of(503, "provider_not_configured", "This installation has no application at that provider yet. Ask whoever operates it.");
        }

        return await flow.StartAsync(member, identity, returnAddress, string.IsNullOrEmpty(query.LoginHint) ? null : query.LoginHint) is { } address
            ? SendOff(context, address)
            : Problem.Of(503, "unavailable", "A calendar cannot be connected right now. Please try again in a moment.");
    }

    private static async Task<IResult> FinishAsync([AsParameters] CallbackQuery query, HttpContext context, ConsentFlow flow) =>
        new Onward(await flow.FinishAsync(new ConsentAnswer(query.State, query.Code, query.Error), context.RequestAborted));

    private static async Task<Results<Ok<ConnectionStatusReply>, ProblemHttpResult>> FindStatusAsync(
        string? provider, CurrentMember member, HttpContext context, ConnectionOverview overview, CancellationToken cancellationToken) =>
        provider is null or "" or "native" or "microsoft" or "google"
            ? TypedResults.Ok(await overview.ReadAsync(
                member, context.Features.Get<SessionToken>()?.Email, string.IsNullOrEmpty(provider) ? null : provider, cancellationToken))
            : Problem.Invalid("provider", "microsoft or google.");

    private static async Task<Results<Ok<DisconnectedReply>, ProblemHttpResult>> DisconnectAsync(
        string? provider, [FromQuery(Name = "connection_id")] Guid? connectionId, CurrentMember member, ConnectionStore connections, Departures departures,
        CancellationToken cancellationToken)
    {
        if (provider is not (null or "" or "microsoft" or "google"))
        {
            return Problem.Invalid("provider", "microsoft or google.");
        }

        // Whose account it is decides; only the workspace's owner may give up another's, and has to name it.
        UserId? owner = member.Role == WorkspaceRole.Owner && connectionId is not null ? null : member.UserId;
        var left = await connections.EndAsync(
            member.WorkspaceId, owner, string.IsNullOrEmpty(provider) ? null : provider, connectionId, cancellationToken);
        if (left.Count == 0 && connectionId is not null)
        {
            return Problem.NotFound("connection");
        }

        await departures.TellSoonAsync(left);
        return TypedResults.Ok(new DisconnectedReply(
            true, left.Count == 0 ? "No calendar was connected." : "The calendar is disconnected. Viewings that are booked stay booked."));
    }

    private static IResult SendOff(HttpContext context, Uri address)
    {
        var accepts = context.Request.GetTypedHeaders().Accept;
        if (!accepts.Any(type => type.MediaType == "application/json"))
        {
            return new Onward(address.AbsoluteUri);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new StartReply(address.AbsoluteUri));
    }

    /// <summary>How to begin.</summary>
    private sealed record StartQuery(
        string? Provider, [property: FromQuery(Name = "redirect_url")] string? RedirectUrl, [property: FromQuery(Name = "login_hint")] string? LoginHint);

    /// <summary>What comes back.</summary>
    private sealed record CallbackQuery(string? State, string? Code, string? Error);

    /// <summary>307 without the platform's own result, which would log where to: the address has the state in it.</summary>
    private sealed class Onward(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            response.Headers.Location = address;
            response.Headers.CacheControl = "no-store";
            response.Headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        }
    }
}

/// <summary>What became of a disconnect.</summary>
/// <param name="Success">True: whatever there was is gone from here.</param>
/// <param name="Message">For the person.</param>
internal sealed record DisconnectedReply(bool Success, string Message);

/// <summary>Where the person has to go.</summary>
/// <param name="AuthorizationUrl">At the provider. Good for ten minutes.</param>
internal sealed record StartReply(string AuthorizationUrl);
