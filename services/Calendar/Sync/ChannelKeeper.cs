using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// Keeps one channel open for each diary that is followed, through which its provider tells of changes. Looked after whenever the diary
/// was read, which happens at least as often as diaries are polled. While a provider answers no lock and no transaction is held: Microsoft
/// calls us back before it does.
/// </summary>
internal sealed partial class ChannelKeeper(
    ChannelStore store, DiaryGate gate, IOptions<ProviderOptions> provider, IOptions<SyncOptions> options, TimeProvider time, ILogger<ChannelKeeper> logger)
{
    private const int SecretBytes = 32;

    /// <summary>One replica has so long to open a channel.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(1);

    /// <summary>Without a channel a change may be seen as late as at the next poll, so the first attempts follow each other closely; each pause is twice as long.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>Somebody whom the provider never reaches is polled, and it is not tried more often than this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>What is kept of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Opens, renews or replaces the channel of a diary that was just read, and closes what is left over.</summary>
    public async Task KeepAsync(ReadDiary diary, CancellationToken cancellationToken)
    {
        if (provider.Value.NotificationUrl is not { } address)
        {
            return;
        }

        var channels = await store.ListAsync(diary.Link.CalendarId, cancellationToken);
        var newest = channels.FirstOrDefault(channel => channel.IsOpen);
        var isGood = newest is not null && newest.ExpiresAt > time.GetUtcNow() + options.Value.RenewAhead;
        if (!isGood && !(newest is not null && await RenewAsync(diary, newest, cancellationToken)))
        {
            var failed = channels.FirstOrDefault(channel => !channel.IsOpen);
            newest = await OpenAsync(diary, new Uri(address, diary.Link.Provider), PauseAfter(failed), cancellationToken) ?? newest;
        }

        // The old one last: for a while both tell the same, and none in between is lost.
        foreach (var left in channels.Where(channel => channel.IsOpen && channel.Id != newest?.Id))
        {
            await CloseAsync(diary, left, cancellationToken);
        }
    }

    private async Task<bool> RenewAsync(ReadDiary diary, StoredChannel channel, CancellationToken cancellationToken)
    {
        var renewed = await gate.CallAsync(
            diary.Link,
            async (client, token, cancelled) => await client.RenewChannelAsync(token, channel.Channel, cancelled) ?? new ProviderError(ProviderError.NotFound),
            cancellationToken);
        return renewed.Error is null && await store.NoteRenewedAsync(channel.Id, renewed.Answer, cancellationToken);
    }

    private static TimeSpan PauseAfter(StoredChannel? failed) =>
        failed is null ? FirstPause : TimeSpan.FromTicks(Math.Clamp(2 * failed.Length.Ticks, FirstPause.Ticks, LongestPause.Ticks));

    private async Task<StoredChannel?> OpenAsync(ReadDiary diary, Uri address, TimeSpan pauseAfterFailure, CancellationToken cancellationToken)
    {
        var now = time.GetStorableNow();
        var id = Guid.CreateVersion7(now);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var hash = Hash(secret);
        if (!await store.TryBeginAsync(id, diary, hash, Opening, cancellationToken))
        {
            await store.ReadForNextAttemptAsync(diary.Link.CalendarId, cancellationToken);
            return null;
        }

        var opened = await gate.CallAsync(
            diary.Link,
            (client, token, cancelled) => client.OpenChannelAsync(token, diary.Link.Address, new ChannelOrder(id, address, secret), cancelled),
            cancellationToken);
        if (opened.Error is { } error)
        {
            LogNotOpened(diary.Link.CalendarId.Value, diary.Link.Provider, error.Code);
            await store.ShortenAsync(id, time.GetUtcNow() + pauseAfterFailure, cancellationToken);
            await store.ReadForNextAttemptAsync(diary.Link.CalendarId, cancellationToken);
            return null;
        }

        var channel = new StoredChannel(
            id, diary.Link.CalendarId.Value, opened.Answer.SubscriptionId, opened.Answer.ResourceId, hash, now, opened.Answer.ExpiresAt.ToDateTimeOffset());
        if (await store.NoteOpenAsync(id, opened.Answer, cancellationToken))
        {
            LogOpened(diary.Link.CalendarId.Value, diary.Link.Provider);
            return channel;
        }

        await CloseAsync(diary, channel, cancellationToken);
        return null;
    }

    // Best effort: what cannot be closed ends by itself, and what it tells until then is nobody's.
    private async Task CloseAsync(ReadDiary diary, StoredChannel channel, CancellationToken cancellationToken)
    {
        var closed = await gate.CallAsync(
            diary.Link,
            async (client, token, cancelled) => await client.CloseChannelAsync(token, channel.Id, channel.Channel, cancelled) is { } error
                ? error
                : new ProviderResult<StoredChannel>(channel, null),
            cancellationToken);
        if (closed.Error is { } refusal)
        {
            LogNotClosed(diary.Link.CalendarId.Value, diary.Link.Provider, refusal.Code);
        }

        await store.DeleteAsync(channel.Id, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "{Provider} tells of changes of calendar {Calendar}'s diary from now on")]
    private partial void LogOpened(Guid calendar, string provider);

    [LoggerMessage(LogLevel.Warning, "No channel could be opened for the diary of calendar {Calendar} at {Provider} ({Code}): it is polled only")]
    private partial void LogNotOpened(Guid calendar, string provider, string code);

    [LoggerMessage(LogLevel.Information, "A channel of calendar {Calendar} at {Provider} was not closed ({Code}); it ends by itself")]
    private partial void LogNotClosed(Guid calendar, string provider, string code);
}
