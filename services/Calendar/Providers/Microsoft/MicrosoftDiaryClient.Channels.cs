using NodaTime;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <content>Subscriptions.</content>
internal sealed partial class MicrosoftDiaryClient
{
    /// <summary>Graph keeps a subscription to events for less than 7 days (10,080 minutes), by its own clock.</summary>
    private static readonly Duration ChannelLife = Duration.FromMinutes(10_080 - 60);

    /// <summary>Graph calls both addresses before it answers, and waits up to 10 s for each.</summary>
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(25);

    /// <inheritdoc />
    public async Task<ProviderResult<OpenChannel>> OpenChannelAsync(
        string accessToken, DiaryAddress diary, ChannelOrder order, CancellationToken cancellationToken)
    {
        var content = JsonContent.Create(
            new GraphSubscriptionOrder(
                NextEnd(), "created,updated,deleted", order.Address.AbsoluteUri, order.Address.AbsoluteUri,
                $"/me/calendars/{diary.DiaryId}/events", order.Secret),
            GraphJson.Default.GraphSubscriptionOrder);
        var call = GraphCall.Of(accessToken, "subscribe", HttpMethod.Post, "subscriptions", content) with { Patience = HandshakePatience };
        return Open(await graph.SendAsync(call, GraphJson.Default.GraphSubscription, cancellationToken));
    }

    /// <inheritdoc />
    public async Task<ProviderResult<OpenChannel>?> RenewChannelAsync(
        string accessToken, OpenChannel channel, CancellationToken cancellationToken)
    {
        if (channel.SubscriptionId is not { } id)
        {
            return new ProviderError(ProviderError.NotFound);
        }

        var content = JsonContent.Create(new GraphSubscriptionOrder(NextEnd()), GraphJson.Default.GraphSubscriptionOrder);
        return Open(await graph.SendAsync(
            GraphCall.Of(accessToken, "renew subscription", HttpMethod.Patch, PathOf(id), content),
            GraphJson.Default.GraphSubscription, cancellationToken));
    }

    /// <inheritdoc />
    public async Task<ProviderError?> CloseChannelAsync(
        string accessToken, Guid channelId, OpenChannel channel, CancellationToken cancellationToken) =>
        channel.SubscriptionId is { } id
            ? UnlessGone(await graph.SendAsync(
                GraphCall.Of(accessToken, "unsubscribe", HttpMethod.Delete, PathOf(id)), cancellationToken))
            : null;

    private string NextEnd() => GraphTimes.ToQuery(Instant.FromDateTimeOffset(time.GetUtcNow()) + ChannelLife);

    private ProviderResult<OpenChannel> Open(GraphReply<GraphSubscription> reply)
    {
        if (reply.Refusal is { } refusal)
        {
            return refusal.Error;
        }

        if (reply.Answer.Id is { Length: > 0 } id && GraphTimes.ReadInstant(reply.Answer.ExpirationDateTime) is { } end)
        {
            return new OpenChannel(id, ResourceId: null, end);
        }

        LogUnreadableChannel();
        return new ProviderError(ProviderError.Unavailable);
    }

    private static string PathOf(string subscriptionId) => $"subscriptions/{Uri.EscapeDataString(subscriptionId)}";

    [LoggerMessage(LogLevel.Warning, "Microsoft Graph's answer about a subscription cannot be read")]
    private partial void LogUnreadableChannel();
}
