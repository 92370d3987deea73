using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.Sandbox.Twilio;

/// <summary>A message that was sent, as a test looks at it.</summary>
internal sealed record SentSms(
    string Sid, string AccountSid, string To, string? From, string? MessagingServiceSid, string Body, IReadOnlyList<string> MediaUrls, string Status,
    int? ErrorCode, DateTimeOffset CreatedAt, string? StatusCallback);

/// <summary>What was sent, oldest first.</summary>
internal sealed record SmsListReply(IReadOnlyList<SentSms> Sms, int Total);

/// <summary>What was sent by SMS.</summary>
internal static class SmsControlEndpoints
{
    /// <summary>Maps <c>/control/sms</c>.</summary>
    public static void MapSmsControl(this IEndpointRouteBuilder app) =>
        app.MapGet("/control/sms", List).WithTags("Control").WithSummary("What was sent by SMS, oldest first").WithDescription("All of it, or what went to one number: to.");

    private static Ok<SmsListReply> List(SmsBook book, string? to = null)
    {
        var sent = book.List().Where(sms => to is null || sms.To == to)
            .Select(sms => new SentSms(
                sms.Sid, sms.AccountSid, sms.To, sms.From, sms.MessagingServiceSid, sms.Body, sms.MediaUrls, sms.Status, sms.ErrorCode, sms.CreatedAt,
                sms.StatusCallback))
            .ToList();
        return TypedResults.Ok(new SmsListReply(sent, sent.Count));
    }
}
