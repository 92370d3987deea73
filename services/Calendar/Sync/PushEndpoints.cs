using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// Where providers tell that a diary has changed. They sign nothing: what they were given when the channel was opened comes back with each
/// message. A message says only that something has changed; what it is, the diary is asked. So the worst that one can do, also
/// replayed, is one more question, and a thousand at once are one question.
/// </summary>
internal static partial class PushEndpoints
{
    /// <summary>A batch of Graph's is a few kilobytes.</summary>
    private const int MostBytes = 256 * 1024;

    /// <summary>Graph's tokens are some hundred characters.</summary>
    private const int LongestToken = 2048;

    public static void MapPush(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/webhooks").AllowAnonymous().WithTags("Calendar").WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        group.MapPost("/microsoft", ReceiveGraphAsync).WithSummary("Receives Microsoft Graph's change notifications")
            .WithDescription(
                "With validationToken: 200 and the token as plain text, as Graph asks when a subscription is made. Else 202 to everything that is a list of "
                + "notifications; those whose clientState is not the one of their subscription do nothing. 400 to anything else.");
        group.MapPost("/google", ReceiveGoogleAsync).WithSummary("Receives Google Calendar's push notifications")
            .WithDescription("200 when the channel is ours and its token and resource are right; 404 otherwise, which Google does not repeat.");
    }

    private static async Task<Results<ContentHttpResult, Accepted, ProblemHttpResult>> ReceiveGraphAsync(
        [FromQuery] string? validationToken, HttpRequest request, ChannelStore channels, SyncQueue queue, TimeProvider time, ILogger<ChannelStore> logger,
        CancellationToken cancellationToken)
    {
        if (validationToken is not null)
        {
            // Anybody may have anything sent back, so nobody's browser may take it for a page.
            request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return validationToken.Length is 0 or > LongestToken
                ? Problem.Of(StatusCodes.Status400BadRequest, "invalid_validation_token", "The validation token is empty or too long.")
                : TypedResults.Text(validationToken, "text/plain");
        }

        if (await GraphNotification.ReadAsync(request.Body, MostBytes, cancellationToken) is not { } notifications)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed_notification", "The body is not a list of notifications.");
        }

        var known = await channels.FindAsync([.. notifications.Select(item => item.SubscriptionId).Distinct()], cancellationToken);
        var strangers = 0;
        foreach (var item in notifications)
        {
            if (!known.TryGetValue(item.SubscriptionId, out var channel) || !IsRight(item.ClientState, channel))
            {
                strangers++;
                continue;
            }

            switch (item.LifecycleEvent)
            {
                case "subscriptionRemoved":
                    await channels.DeleteAsync(channel.Id, cancellationToken);
                    break;
                case "reauthorizationRequired":
                    await channels.ShortenAsync(channel.Id, time.GetUtcNow(), cancellationToken);
                    break;
                default:
                    break;
            }

            queue.Request(new CalendarId(channel.CalendarId));
        }

        if (strangers > 0)
        {
            LogStrangers(logger, strangers, "microsoft");
        }

        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Ok, ProblemHttpResult>> ReceiveGoogleAsync(
        [FromHeader(Name = "X-Goog-Channel-ID")] string? channelId, [FromHeader(Name = "X-Goog-Channel-Token")] string? token,
        [FromHeader(Name = "X-Goog-Resource-ID")] string? resourceId, [FromHeader(Name = "X-Goog-Resource-State")] string? state,
        ChannelStore channels, SyncQueue queue, ILogger<ChannelStore> logger, CancellationToken cancellationToken)
    {
        // The first message may come sooner than the answer that tells us the resource.
        if (!Guid.TryParse(channelId, out var id) || await channels.FindAsync(id, cancellationToken) is not { } channel || !IsRight(token, channel)
            || (channel.ResourceId is { } known && known != resourceId))
        {
            LogStrangers(logger, 1, "google");
            return Problem.NotFound("channel");
        }

        if (state is "exists" or "not_exists")
        {
            queue.Request(new CalendarId(channel.CalendarId));
        }

        return TypedResults.Ok();
    }

    private static bool IsRight(string? secret, StoredChannel channel) =>
        secret is not null && CryptographicOperations.FixedTimeEquals(ChannelKeeper.Hash(secret), channel.SecretHash);

    [LoggerMessage(LogLevel.Information, "{Count} notifications that name {Provider} are of no channel of ours, or do not know its secret")]
    private static partial void LogStrangers(ILogger logger, int count, string provider);
}
