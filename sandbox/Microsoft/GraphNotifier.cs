using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>
/// Tells subscribers what changed, after the fact and beside the request that changed it; a notification that is not taken comes a few
/// times more, later and later.
/// </summary>
internal sealed partial class GraphNotifier(
    IHttpClientFactory clients, SandboxClock clock, TimeProvider time, ILogger<GraphNotifier> log) : BackgroundService
{
    /// <summary>The name of the HTTP client that subscribers are told with.</summary>
    public const string ClientName = "graph-notifications";

    // Waiting for somebody who does not answer must not keep the others from hearing.
    private const int AtOnce = 256;
    private const int Capacity = 10_000;
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8)];

    private readonly Channel<(Uri Receiver, JsonObject Body)> _waiting = Channel.CreateBounded<(Uri, JsonObject)>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Puts notifications of a change on their way.</summary>
    public void Tell(MailboxChange change)
    {
        var account = change.Account;
        var calendar = account.Mailbox.FindCalendar(change.Event.Source.CalendarId);
        var interested = account.Subscriptions.List(clock.Now).Where(subscription =>
            subscription.ChangeTypes.Contains(change.ChangeType, StringComparer.Ordinal)
            && (subscription.CalendarId is null ? calendar?.IsDefault is true : subscription.CalendarId == calendar?.Id));
        foreach (var subscription in interested)
        {
            Send(subscription.NotificationUrl, Notification(subscription, change));
        }
    }

    /// <summary>Tells a subscriber what happens to the subscription itself, when there is an address for that.</summary>
    public void TellLifecycle(MicrosoftAccount account, Subscription subscription, string lifecycleEvent)
    {
        if (subscription.LifecycleUrl is { } receiver)
        {
            var notification = Envelope(account, subscription);
            notification["lifecycleEvent"] = lifecycleEvent;
            Send(receiver, notification);
        }
    }

    /// <summary>The handshake: whether a receiver answers a token of ours within ten seconds with just that token, as plain text.</summary>
    public async Task<bool> ProveAsync(Uri receiver, CancellationToken cancellationToken)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        var address = new UriBuilder(receiver);
        address.Query = $"{(address.Query.Length > 1 ? address.Query[1..] + "&" : "")}validationToken={Uri.EscapeDataString(token)}";
        using var request = new HttpRequestMessage(HttpMethod.Post, address.Uri) { Content = new StringContent("", Encoding.UTF8, MediaTypeNames.Text.Plain) };
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            return response.StatusCode == System.Net.HttpStatusCode.OK
                && response.Content.Headers.ContentType?.MediaType == MediaTypeNames.Text.Plain
                && await response.Content.ReadAsStringAsync(cancellationToken) == token;
        }
        catch (Exception unheard) when (unheard is HttpRequestException || (unheard is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            NotProved(log, receiver, unheard);
            return false;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (notification, cancellationToken) => await DeliverAsync(notification.Receiver, notification.Body, cancellationToken));

    private void Send(Uri receiver, JsonObject notification) =>
        _waiting.Writer.TryWrite((receiver, new JsonObject { ["value"] = new JsonArray(notification) }));

    private async Task DeliverAsync(Uri receiver, JsonObject body, CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses)
        {
            if (await TryDeliverAsync(receiver, body, cancellationToken))
            {
                return;
            }

            await Task.Delay(pause, time, cancellationToken);
        }

        await TryDeliverAsync(receiver, body, cancellationToken);
    }

    private async Task<bool> TryDeliverAsync(Uri receiver, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception unheard) when (unheard is HttpRequestException || (unheard is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            NotTaken(log, receiver, unheard);
            return false;
        }
    }

    private static JsonObject Notification(Subscription subscription, MailboxChange change)
    {
        var resource = $"Users/{change.Account.Id}/Events/{change.Event.Id}";
        var notification = Envelope(change.Account, subscription);
        notification["changeType"] = change.ChangeType;
        notification["resource"] = resource;
        notification["resourceData"] = new JsonObject
        {
            ["@odata.type"] = "#Microsoft.Graph.Event",
            ["@odata.id"] = resource,
            ["@odata.etag"] = change.Event.ETag,
            ["id"] = change.Event.Id,
        };
        return notification;
    }

    private static JsonObject Envelope(MicrosoftAccount account, Subscription subscription) => new()
    {
        ["subscriptionId"] = subscription.Id,
        ["subscriptionExpirationDateTime"] = subscription.ExpiresAt.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["clientState"] = subscription.ClientState,
        ["tenantId"] = account.TenantId,
    };

    [LoggerMessage(LogLevel.Information, "{Receiver} did not take a notification")]
    private static partial void NotTaken(ILogger log, Uri receiver, Exception exception);

    [LoggerMessage(LogLevel.Information, "{Receiver} did not answer a validation token")]
    private static partial void NotProved(ILogger log, Uri receiver, Exception exception);
}
