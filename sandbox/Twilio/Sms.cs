namespace PeteRental.Sandbox.Twilio;

/// <summary>A text message.</summary>
/// <param name="Sid">SM and 32 hexadecimal digits.</param>
/// <param name="AccountSid">Whose it is.</param>
/// <param name="To">E.164.</param>
/// <param name="From">E.164, or null when a messaging service chooses.</param>
/// <param name="MessagingServiceSid">The service, when one sends it.</param>
/// <param name="Body">The text.</param>
/// <param name="MediaUrls">What goes with it.</param>
/// <param name="Status">queued or accepted, then sent, then delivered or undelivered.</param>
/// <param name="ErrorCode">Why it was not delivered.</param>
/// <param name="CreatedAt">Real time.</param>
/// <param name="SentAt">Real time; null until it is sent.</param>
/// <param name="StatusCallback">Where Twilio tells each status.</param>
internal sealed record Sms(
    string Sid, string AccountSid, string To, string? From, string? MessagingServiceSid, string Body, IReadOnlyList<string> MediaUrls,
    string Status, int? ErrorCode, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, string? StatusCallback);

/// <summary>What was sent, oldest first. Older ones are forgotten, so that a load test does not fill the memory.</summary>
internal sealed class SmsBook
{
    private const int Capacity = 5_000;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Sms> _messages = new(StringComparer.Ordinal);

    public void Add(Sms message)
    {
        lock (_gate)
        {
            _messages.Add(message.Sid, message);
            if (_messages.Count > Capacity)
            {
                _messages.RemoveAt(0);
            }
        }
    }

    /// <summary>Changes a message; null when it was forgotten.</summary>
    public Sms? Change(string sid, Func<Sms, Sms> change)
    {
        lock (_gate)
        {
            return _messages.TryGetValue(sid, out var message) ? _messages[sid] = change(message) : null;
        }
    }

    public Sms? Find(string sid)
    {
        lock (_gate)
        {
            return _messages.GetValueOrDefault(sid);
        }
    }

    public IReadOnlyList<Sms> List()
    {
        lock (_gate)
        {
            return [.. _messages.Values];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _messages.Clear();
        }
    }
}
