using System.Globalization;
using System.Threading.Channels;

namespace PeteRental.Sandbox.Twilio;

/// <summary>
/// Moves messages from queued over sent to delivered, and tells each step to the message's status callback. As with the
/// real one a callback that fails is not repeated, and the answer to the sender may come after the first callback.
/// </summary>
internal sealed partial class SmsDelivery(
    SmsBook book, IHttpClientFactory clients, TimeProvider time, ILogger<SmsDelivery> log) : BackgroundService
{
    /// <summary>The name of the HTTP client that callbacks are sent with.</summary>
    public const string ClientName = "twilio-callbacks";

    private const int AtOnce = 8;
    private const int Unreachable = 30003;

    private readonly Channel<(Sms Message, string? AuthToken)> _waiting = Channel.CreateUnbounded<(Sms, string?)>();

    /// <summary>Puts a message on its way.</summary>
    /// <param name="message">Queued.</param>
    /// <param name="authToken">What callbacks are signed with; without one, as with API keys, they go unsigned.</param>
    public void Enqueue(Sms message, string? authToken) => _waiting.Writer.TryWrite((message, authToken));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (sent, cancellationToken) => await DeliverAsync(sent.Message, sent.AuthToken, cancellationToken));

    private async Task DeliverAsync(Sms message, string? authToken, CancellationToken cancellationToken)
    {
        await TellAsync(message, authToken, cancellationToken);
        foreach (var change in Steps(message))
        {
            // Forgotten meanwhile, by a reset: nobody waits for it.
            if (book.Change(message.Sid, change) is not { } changed)
            {
                return;
            }

            await TellAsync(changed, authToken, cancellationToken);
        }
    }

    private IEnumerable<Func<Sms, Sms>> Steps(Sms message)
    {
        yield return sms => sms with { Status = "sent", SentAt = time.GetUtcNow() };
        yield return message.To.EndsWith("0003", StringComparison.Ordinal)
            ? sms => sms with { Status = "undelivered", ErrorCode = Unreachable }
            : sms => sms with { Status = "delivered" };
    }

    private async Task TellAsync(Sms message, string? authToken, CancellationToken cancellationToken)
    {
        if (message.StatusCallback is not { } url)
        {
            return;
        }

        var fields = Fields(message);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        if (authToken is not null)
        {
            request.Headers.Add(TwilioSignature.HeaderName, TwilioSignature.Of(url, fields, authToken));
        }

        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
        }
        catch (Exception unheard) when (unheard is HttpRequestException || (unheard is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            CallbackFailed(log, message.Sid, message.Status, unheard);
        }
    }

    private static Dictionary<string, string> Fields(Sms message)
    {
        var fields = new Dictionary<string, string>
        {
            ["MessageSid"] = message.Sid,
            ["SmsSid"] = message.Sid,
            ["MessageStatus"] = message.Status,
            ["SmsStatus"] = message.Status,
            ["To"] = message.To,
            ["AccountSid"] = message.AccountSid,
            ["ApiVersion"] = TwilioEndpoints.Version,
        };
        if (message.From is { } from)
        {
            fields["From"] = from;
        }

        if (message.MessagingServiceSid is { } service)
        {
            fields["MessagingServiceSid"] = service;
        }

        if (message.ErrorCode is { } error)
        {
            fields["ErrorCode"] = error.ToString(CultureInfo.InvariantCulture);
        }

        return fields;
    }

    [LoggerMessage(LogLevel.Information, "Nobody heard that message {Sid} is {Status}")]
    private static partial void CallbackFailed(ILogger log, string sid, string status, Exception exception);
}
