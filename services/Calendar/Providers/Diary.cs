using NodaTime;

namespace PeteRental.Calendar.Providers;

/// <summary>What an account may do with a diary.</summary>
internal enum DiaryAccess
{
    /// <summary>Read and write events.</summary>
    Write,

    /// <summary>Read events.</summary>
    Read,

    /// <summary>See when something takes place, and nothing else.</summary>
    FreeBusy,
}

/// <summary>How <see cref="DiaryAccess"/> is stored and told.</summary>
internal static class DiaryAccessNames
{
    /// <summary>write, read or free_busy.</summary>
    public static string Name(this DiaryAccess access) => access switch
    {
        DiaryAccess.Write => "write",
        DiaryAccess.Read => "read",
        DiaryAccess.FreeBusy => "free_busy",
        _ => throw new ArgumentOutOfRangeException(nameof(access)),
    };

    /// <summary>The access of a name that was stored.</summary>
    public static DiaryAccess Read(string name) => name switch
    {
        "write" => DiaryAccess.Write,
        "read" => DiaryAccess.Read,
        "free_busy" => DiaryAccess.FreeBusy,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}

/// <summary>A diary of a connected account, as the provider lists it.</summary>
/// <param name="DiaryId">The provider's id; case matters.</param>
/// <param name="Name">For people.</param>
/// <param name="Zone">
/// Whole days are meant in it. Null when the provider does not say, or names one that nobody else knows: then the calendar's own zone
/// is the best guess, and UTC would be a bad one.
/// </param>
/// <param name="IsPrimary">The account's own diary.</param>
/// <param name="Access">What the account may do with it.</param>
internal sealed record ProviderDiary(string DiaryId, string Name, DateTimeZone? Zone, bool IsPrimary, DiaryAccess Access);

/// <summary>Which diary is read or written.</summary>
/// <param name="DiaryId">The provider's id.</param>
/// <param name="Zone">Whole days are meant in it.</param>
/// <param name="Access">What the account may do with it.</param>
internal sealed record DiaryAddress(string DiaryId, DateTimeZone Zone, DiaryAccess Access);

/// <summary>An event of a diary, one occurrence of a series each.</summary>
/// <param name="EventId">The provider's id.</param>
/// <param name="Start">Start; for whole days midnight in the diary's zone.</param>
/// <param name="End">First instant after it.</param>
/// <param name="Blocks">Whether nothing can be booked meanwhile (reference: which states block).</param>
/// <param name="AppointmentId">The viewing it was written for, out of the mark that we leave on our events.</param>
/// <param name="Subject">Only for showing it to its owner; never stored. Null when it is private or unknown.</param>
/// <param name="Location">As <paramref name="Subject"/>.</param>
/// <param name="Link">The event in the provider's own pages.</param>
internal sealed record ProviderEvent(
    string EventId, Instant Start, Instant End, bool Blocks, Guid? AppointmentId, string? Subject = null, string? Location = null, string? Link = null);

/// <summary>What has changed in a diary, or all of it.</summary>
/// <param name="IsWhole">True when the events are all there are in the window: what is not among them is not there.</param>
/// <param name="Events">New or changed.</param>
/// <param name="RemovedIds">Gone. Empty when it is the whole.</param>
/// <param name="SyncToken">For the next time; null when the diary can only be read as a whole.</param>
internal sealed record DiaryChange(bool IsWhole, IReadOnlyList<ProviderEvent> Events, IReadOnlyList<string> RemovedIds, string? SyncToken);

/// <summary>An event as it shall be in the diary.</summary>
/// <param name="AppointmentId">The viewing; the mark on the event.</param>
/// <param name="Generation">Counts events made for one viewing. With the viewing it makes the idempotent key.</param>
/// <param name="Start">Start.</param>
/// <param name="End">End.</param>
/// <param name="Timezone">IANA zone that people read it in.</param>
/// <param name="Subject">Title.</param>
/// <param name="Location">The home.</param>
/// <param name="Description">Plain text.</param>
/// <param name="AttendeeName">Who comes.</param>
/// <param name="AttendeeEmail">Is invited by the provider; null invites nobody.</param>
internal sealed record EventDraft(
    Guid AppointmentId, int Generation, Instant Start, Instant End, string Timezone, string Subject, string Location, string Description,
    string AttendeeName, string? AttendeeEmail);

/// <summary>An event that was written.</summary>
/// <param name="EventId">The provider's id.</param>
/// <param name="Link">The event in the provider's own pages.</param>
/// <param name="Start">Where it stands.</param>
/// <param name="End">Its end.</param>
internal sealed record WrittenEvent(string EventId, string? Link, Instant Start, Instant End);

/// <summary>A channel to be told of changes through.</summary>
/// <param name="ChannelId">Ours, unique.</param>
/// <param name="Address">Where notifications go.</param>
/// <param name="Secret">Comes back with each notification.</param>
internal sealed record ChannelOrder(Guid ChannelId, Uri Address, string Secret);

/// <summary>A channel as the provider has opened it.</summary>
/// <param name="SubscriptionId">Graph's id; null at Google, which keeps ours.</param>
/// <param name="ResourceId">Google's id of what is watched; null at Microsoft.</param>
/// <param name="ExpiresAt">When it ends unless renewed.</param>
internal sealed record OpenChannel(string? SubscriptionId, string? ResourceId, Instant ExpiresAt);
