using System.Globalization;

namespace PeteRental.Sandbox.Twilio;

/// <summary>A message, as Twilio tells it.</summary>
internal sealed record MessageReply(
    string Sid, string AccountSid, string? MessagingServiceSid, string To, string? From, string Body, string Status, string NumSegments, string NumMedia,
    string Direction, int? ErrorCode, string? ErrorMessage, string? Price, string PriceUnit, string ApiVersion, string DateCreated, string DateUpdated,
    string? DateSent, string Uri, IReadOnlyDictionary<string, string> SubresourceUris)
{
    public static MessageReply Of(Sms sms)
    {
        var uri = $"/{TwilioEndpoints.Version}/Accounts/{sms.AccountSid}/Messages/{sms.Sid}";
        return new MessageReply(
            sms.Sid, sms.AccountSid, sms.MessagingServiceSid, sms.To, sms.From, sms.Body, sms.Status,
            SmsSegments.Count(sms.Body).ToString(CultureInfo.InvariantCulture), sms.MediaUrls.Count.ToString(CultureInfo.InvariantCulture),
            "outbound-api", sms.ErrorCode, sms.ErrorCode is null ? null : "Unreachable destination handset", Price: null, "USD", TwilioEndpoints.Version,
            TwilioReply.Time(sms.CreatedAt), TwilioReply.Time(sms.SentAt ?? sms.CreatedAt), sms.SentAt is { } sent ? TwilioReply.Time(sent) : null,
            uri + ".json", new Dictionary<string, string> { ["media"] = uri + "/Media.json" });
    }
}

/// <summary>A page of messages.</summary>
internal sealed record MessagesReply(
    IReadOnlyList<MessageReply> Messages, int Page, int PageSize, int Start, int End, string Uri, string FirstPageUri, string? NextPageUri, string? PreviousPageUri);

/// <summary>Messages, as at <c>…/Messages.json</c>.</summary>
internal static class MessageEndpoints
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 1_000;

    /// <summary>Maps sending and reading.</summary>
    public static void MapMessages(this IEndpointRouteBuilder accounts)
    {
        var group = accounts.MapGroup("/{sid}").WithTags("Twilio");
        group.MapPost("/Messages.json", Send).WithSummary("Sends a message")
            .WithDescription(
                "A form. To that ends in 0000 is invalid (21211), in 0001 unsubscribed (21610), in 0003 turns out unreachable (undelivered, 30003); From that "
                + "ends in 0404 is not ours (21606). StatusCallback hears queued, sent and delivered, signed with the auth token. GET /control/sms lists all.");
        group.MapGet("/Messages.json", List).WithSummary("Messages, latest first").WithDescription("By To, From, PageSize (50, at most 1000) and Page.");
        group.MapGet("/Messages/{message:regex(^SM[0-9a-f]{{32}}\\.json$)}", Get).WithSummary("One message");
    }

    private static async Task<TwilioReply> Send(
        TwilioCaller caller, string sid, HttpRequest request, SmsBook book, SmsDelivery delivery, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!caller.CanUse(sid))
        {
            return TwilioReply.NotFound(request);
        }

        if (TwilioCredentials.IsSuspended(sid))
        {
            return TwilioReply.NotActive();
        }

        var message = MessageRequest.Read(await ReadFormAsync(request, cancellationToken));
        if (message.Check() is { } error)
        {
            return TwilioReply.BadRequest(error.Code, error.Message);
        }

        var isServiced = message.MessagingServiceSid.Length > 0;
        var sms = new Sms(
            $"SM{Guid.NewGuid():N}", sid, message.To, NullIfEmpty(message.From), NullIfEmpty(message.MessagingServiceSid), message.Body, message.MediaUrls,
            isServiced ? "accepted" : "queued", ErrorCode: null, time.GetUtcNow(), SentAt: null, NullIfEmpty(message.StatusCallback));
        book.Add(sms);
        delivery.Enqueue(sms, caller.AuthToken);
        return TwilioReply.Created(MessageReply.Of(sms));
    }

    private static TwilioReply List(TwilioCaller caller, string sid, HttpRequest request, SmsBook book)
    {
        if (!caller.CanUse(sid))
        {
            return TwilioReply.NotFound(request);
        }

        var (to, from) = (request.Query["To"].ToString(), request.Query["From"].ToString());
        var size = Number(request, "PageSize", DefaultPageSize, 1, MaxPageSize);
        var page = Number(request, "Page", 0, 0, int.MaxValue / MaxPageSize);
        var found = book.List().Reverse()
            .Where(sms => sms.AccountSid == sid && (to.Length == 0 || sms.To == to) && (from.Length == 0 || sms.From == from))
            .Skip(page * size).Take(size + 1).ToList();
        var shown = found.Take(size).Select(MessageReply.Of).ToList();
        string Page(int number) => $"/{TwilioEndpoints.Version}/Accounts/{sid}/Messages.json?To={Uri.EscapeDataString(to)}"
            + $"&From={Uri.EscapeDataString(from)}&PageSize={size}&Page={number}";
        return TwilioReply.Ok(new MessagesReply(
            shown, page, size, page * size, (page * size) + Math.Max(shown.Count - 1, 0), Page(page), Page(0),
            found.Count > size ? Page(page + 1) : null, page > 0 ? Page(page - 1) : null));
    }

    private static TwilioReply Get(TwilioCaller caller, string sid, string message, HttpRequest request, SmsBook book) =>
        caller.CanUse(sid) && book.Find(message[..^".json".Length]) is { } sms && sms.AccountSid == sid
            ? TwilioReply.Ok(MessageReply.Of(sms))
            : TwilioReply.NotFound(request);

    /// <summary>Twilio reads forms only: of anything else it says that To is missing.</summary>
    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return FormCollection.Empty;
        }

        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return FormCollection.Empty;
        }
    }

    private static int Number(HttpRequest request, string name, int unlessGiven, int min, int max) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, min, max) : unlessGiven;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
