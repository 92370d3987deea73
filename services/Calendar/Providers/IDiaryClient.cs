using NodaTime;

namespace PeteRental.Calendar.Providers;

/// <summary>
/// A provider's calendar API on the wire. One call, one answer: whose token is used, how many calls run at once, and what happens after a
/// refusal is decided by <see cref="DiaryGate"/>. Expected failures are values; only the caller's own cancellation throws. All pages of an answer are read.
/// </summary>
internal interface IDiaryClient
{
    /// <summary>microsoft or google.</summary>
    string Provider { get; }

    /// <summary>The account's diaries, its own one first.</summary>
    Task<ProviderResult<IReadOnlyList<ProviderDiary>>> ListDiariesAsync(string accessToken, CancellationToken cancellationToken);

    /// <summary>What takes place between two instants, series expanded. A diary of free/busy access gives events without ids of their own.</summary>
    Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken);

    /// <summary>All of a window, or what has changed in it since a token was given.</summary>
    /// <param name="accessToken">See the interface.</param>
    /// <param name="diary">The diary.</param>
    /// <param name="window">The same one that the token was given for.</param>
    /// <param name="syncToken">Null for the whole.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ProviderResult<DiaryChange>> ReadChangesAsync(
        string accessToken, DiaryAddress diary, Interval window, string? syncToken, CancellationToken cancellationToken);

    /// <summary>
    /// Makes an event, once for each viewing and generation however often it is asked: <see cref="ProviderError.Duplicate"/> is answered
    /// only when the earlier event has gone meanwhile; otherwise the earlier event is the answer, where it stands.
    /// </summary>
    Task<ProviderResult<WrittenEvent>> CreateEventAsync(string accessToken, DiaryAddress diary, EventDraft draft, CancellationToken cancellationToken);

    /// <summary>Makes an event show the draft. <see cref="ProviderError.NotFound"/> when it has gone.</summary>
    Task<ProviderResult<WrittenEvent>> UpdateEventAsync(
        string accessToken, DiaryAddress diary, string eventId, EventDraft draft, CancellationToken cancellationToken);

    /// <summary>Calls an event off and has its guests told. Null also when it had gone already.</summary>
    Task<ProviderError?> CancelEventAsync(
        string accessToken, DiaryAddress diary, string eventId, string? comment, CancellationToken cancellationToken);

    /// <summary>Opens a channel. The provider may call its address before this returns.</summary>
    Task<ProviderResult<OpenChannel>> OpenChannelAsync(
        string accessToken, DiaryAddress diary, ChannelOrder order, CancellationToken cancellationToken);

    /// <summary>Makes a channel last longer; null when the provider has no such call and a new one has to be opened.</summary>
    Task<ProviderResult<OpenChannel>?> RenewChannelAsync(string accessToken, OpenChannel channel, CancellationToken cancellationToken);

    /// <summary>Closes a channel. Null also when it had gone already.</summary>
    Task<ProviderError?> CloseChannelAsync(string accessToken, Guid channelId, OpenChannel channel, CancellationToken cancellationToken);
}
