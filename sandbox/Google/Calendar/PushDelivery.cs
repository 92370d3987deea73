using System.Globalization;
using System.Net;
using System.Threading.Channels;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>
/// Posts a channel's messages to its address, one after the other so that their numbers rise, without anybody waiting for it.
/// A receiver that is down is asked again a few times; then the message is lost, as Google warns.
/// </summary>
internal sealed partial class PushDelivery(IHttpClientFactory clients, TimeProvider time, ILogger<PushDelivery> log) : BackgroundService
{
    /// <summary>The name of the HTTP client that messages are sent with.</summary>
    public const string ClientName = "google-push";

    private const int AtOnce = 32;
    private const int MaxWaiting = 200;

    private static readonly TimeSpan[] BackOff = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    private readonly Lock _gate = new();
    private readonly Dictionary<PushChannel, Queue<(long Number, string State)>> _waiting = [];
    private readonly Channel<PushChannel> _ready = Channel.CreateUnbounded<PushChannel>();

    /// <summary>Puts a message on its way.</summary>
    /// <param name="channel">Where to.</param>
    /// <param name="state">sync, exists or not_exists.</param>
    public void Send(PushChannel channel, string state)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(channel, out var queue))
            {
                // Whoever is that far behind learns nothing from one more: the list tells what changed.
                if (queue.Count < MaxWaiting)
                {
                    queue.Enqueue((channel.NextNumber(), state));
                }

                return;
            }

            _waiting.Add(channel, new Queue<(long, string)>([(channel.NextNumber(), state)]));
        }

        _ready.Writer.TryWrite(channel);
    }

    /// <summary>Forgets what is waiting.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var queue in _waiting.Values)
            {
                queue.Clear();
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _ready.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        DeliverAllAsync);

    private async ValueTask DeliverAllAsync(PushChannel channel, CancellationToken cancellationToken)
    {
        while (Next(channel) is { } message)
        {
            await DeliverAsync(channel, message.Number, message.State, cancellationToken);
        }
    }

    private (long Number, string State)? Next(PushChannel channel)
    {
        lock (_gate)
        {
            if (_waiting[channel].TryDequeue(out var message))
            {
                return message;
            }

            _waiting.Remove(channel);
            return null;
        }
    }

    private async Task DeliverAsync(PushChannel channel, long number, string state, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await TryPostAsync(channel, number, state, cancellationToken) || attempt == BackOff.Length)
            {
                return;
            }

            await Task.Delay(BackOff[attempt], time, cancellationToken);
        }
    }

    /// <summary>False when it is worth another try.</summary>
    private async Task<bool> TryPostAsync(PushChannel channel, long number, string state, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, channel.Address) { Content = new ByteArrayContent([]) };
        request.Headers.UserAgent.ParseAdd("APIs-Google");
        request.Headers.Add("X-Goog-Channel-ID", channel.Id);
        request.Headers.Add("X-Goog-Channel-Expiration", channel.Expiration.ToString("R", CultureInfo.InvariantCulture));
        request.Headers.Add("X-Goog-Resource-State", state);
        request.Headers.Add("X-Goog-Message-Number", number.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Goog-Resource-ID", channel.ResourceId);
        request.Headers.Add("X-Goog-Resource-URI", channel.ResourceUri);
        if (channel.Token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Goog-Channel-Token", channel.Token);
        }

        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            return response.StatusCode is not (HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
        }
        catch (Exception unheard) when (unheard is HttpRequestException || (unheard is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            PostFailed(log, channel.Id, number, unheard);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Nobody heard message {Number} of channel {Id}")]
    private static partial void PostFailed(ILogger log, string id, long number, Exception exception);
}
