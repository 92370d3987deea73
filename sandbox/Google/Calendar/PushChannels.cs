using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>A channel: where changes of one calendar's events are told.</summary>
internal sealed class PushChannel(
    string id, string email, string calendarId, string resourceUri, Uri address, string? token, DateTimeOffset expiration)
{
    private long _lastNumber;

    public string Id { get; } = id;

    public string Email { get; } = email;

    public string CalendarId { get; } = calendarId;

    /// <summary>The same for every channel of the same calendar.</summary>
    public string ResourceId { get; } = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(calendarId)))
        .Replace('+', '-').Replace('/', '_')[..27];

    public string ResourceUri { get; } = resourceUri;

    public Uri Address { get; } = address;

    public string? Token { get; } = token;

    public DateTimeOffset Expiration { get; } = expiration;

    public long LastNumber => Interlocked.Read(ref _lastNumber);

    public long NextNumber() => Interlocked.Increment(ref _lastNumber);
}

/// <summary>The channels that are open.</summary>
internal sealed class PushChannels(SandboxClock clock, PushDelivery delivery)
{
    private const int Capacity = 10_000;
    private const int MaxId = 64;
    private const int MaxToken = 256;
    private const long DefaultLifeSeconds = 604_800;

    // Google gives events a month at most.
    private const long MaxLifeSeconds = 2_592_000;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, PushChannel> _channels = [];

    /// <summary>Opens a channel, as <c>events.watch</c> asks, and sends its first message.</summary>
    public GoogleReply Open(GoogleCalendar calendar, GoogleCaller caller, JsonObject body, HttpRequest request)
    {
        string? Text(string member) => body[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

        var (id, token, expiration) = (Text("id"), Text("token"), Expiration(body));
        var refusal = string.IsNullOrEmpty(id) ? GoogleReply.Required("Required", "resource.id")
            : id.Length > MaxId || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_+/=".Contains(letter))
                ? GoogleReply.Invalid("Invalid channel id.", "resource.id")
            : Text("type") is null ? GoogleReply.Required("Required", "resource.type")
            : Text("type") is not ("web_hook" or "webhook") ? GoogleReply.Invalid("Unknown channel type.", "resource.type")
            : !Uri.TryCreate(Text("address"), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
                ? GoogleReply.Refuse(400, "push.webhookUrlNotHttps", "WebHook callback must be HTTPS: " + Text("address"))
            : token is { Length: > MaxToken } || (token is null && body["token"] is not null) || token?.All(letter => letter is >= ' ' and <= '~') is false
                ? GoogleReply.Invalid("Invalid channel token.", "resource.token")
            : expiration is null ? GoogleReply.Invalid("Invalid channel expiration.", "resource.expiration")
            : null;
        if (refusal is not null)
        {
            return refusal;
        }

        var uri = $"https://www.googleapis.com/calendar/v3/calendars/{Uri.EscapeDataString(calendar.Id)}/events?alt=json";
        var channel = new PushChannel(id!, caller.Account.Email, calendar.Id, uri, new Uri(Text("address")!), token, expiration!.Value);
        if (!Add(channel))
        {
            return GoogleReply.Refuse(400, "channelIdNotUnique", $"Channel id {id} not unique");
        }

        delivery.Send(channel, "sync");
        return GoogleReply.Ok(Describe(channel, withToken: true));
    }

    /// <summary>Closes a channel of this account; false when there is none like it.</summary>
    public bool Close(string? id, string? resourceId, string email)
    {
        lock (_gate)
        {
            return id is not null && _channels.TryGetValue(id, out var channel) && channel.ResourceId == resourceId && channel.Email == email
                && channel.Expiration > clock.Now && _channels.Remove(id);
        }
    }

    /// <summary>Closes all channels of an account: who took the access back is told nothing more.</summary>
    public void CloseAll(string email)
    {
        lock (_gate)
        {
            foreach (var channel in _channels.Values.Where(channel => channel.Email == email).ToList())
            {
                _channels.Remove(channel.Id);
            }
        }
    }

    /// <summary>Tells that something about a calendar's events is different.</summary>
    public void Announce(GoogleCalendar calendar)
    {
        foreach (var channel in List(channel => channel.CalendarId == calendar.Id))
        {
            delivery.Send(channel, "exists");
        }
    }

    public IReadOnlyList<PushChannel> ListOf(string email) => List(channel => channel.Email == email);

    public void Clear()
    {
        lock (_gate)
        {
            _channels.Clear();
        }
    }

    public static JsonObject Describe(PushChannel channel, bool withToken)
    {
        var described = new JsonObject
        {
            ["kind"] = "api#channel",
            ["id"] = channel.Id,
            ["resourceId"] = channel.ResourceId,
            ["resourceUri"] = channel.ResourceUri,
            ["expiration"] = channel.Expiration.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        if (withToken && channel.Token is not null)
        {
            described["token"] = channel.Token;
        }

        return described;
    }

    private IReadOnlyList<PushChannel> List(Func<PushChannel, bool> wanted)
    {
        lock (_gate)
        {
            return [.. _channels.Values.Where(channel => channel.Expiration > clock.Now && wanted(channel))];
        }
    }

    private bool Add(PushChannel channel)
    {
        lock (_gate)
        {
            if (_channels.TryGetValue(channel.Id, out var known) && known.Expiration > clock.Now)
            {
                return false;
            }

            _channels[channel.Id] = channel;
            if (_channels.Count > Capacity)
            {
                _channels.RemoveAt(0);
            }

            return true;
        }
    }

    /// <summary>Milliseconds since 1970 as a number or in a text, or <c>params.ttl</c> in seconds; null when it is neither.</summary>
    private DateTimeOffset? Expiration(JsonObject body)
    {
        var now = clock.Now;
        if (body["expiration"] is { } given)
        {
            return Number(given) is { } milliseconds && milliseconds > now.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, now.AddSeconds(MaxLifeSeconds).ToUnixTimeMilliseconds()))
                : null;
        }

        var life = body["params"] is JsonObject parameters && parameters["ttl"] is { } ttl ? Number(ttl) : DefaultLifeSeconds;
        return life is > 0
            ? DateTimeOffset.FromUnixTimeMilliseconds(now.AddSeconds(Math.Min(life.Value, MaxLifeSeconds)).ToUnixTimeMilliseconds())
            : null;
    }

    private static long? Number(JsonNode node) => node is not JsonValue value ? null
        : value.TryGetValue<long>(out var number) ? number
        : value.TryGetValue<string>(out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
        : null;
}
