using System.Collections.Immutable;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Settings;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Calendars;

/// <summary>A diary of a workspace with the settings it is booked by.</summary>
/// <param name="Id">The calendar.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="UserId">Its owner; null while nobody owns it.</param>
/// <param name="Provider">native, microsoft or google: whose diary is followed now. Native with a link is a link switched off.</param>
/// <param name="Name">For people.</param>
/// <param name="IsDefault">The one that is meant when none is named.</param>
/// <param name="Version">Of the settings and the link. A statement that depends on them checks it, so a stale copy can do no harm.</param>
/// <param name="Settings">How it may be booked.</param>
public sealed record BookableCalendar(
    CalendarId Id, WorkspaceId WorkspaceId, UserId? UserId, string Provider, string Name, bool IsDefault, int Version, CalendarSettings Settings)
{
    /// <summary>The name of our own provider.</summary>
    public const string Native = "native";

    /// <summary>The diary it is linked to; null when there is none, or its account is no longer connected.</summary>
    internal DiaryLink? Link { get; init; }

    /// <summary>The linked diary that is followed now: viewings are written there, and what it holds is busy.</summary>
    internal DiaryLink? Diary => Provider == Native ? null : Link;

    /// <summary>True when its diary can be read but not written: its time can be busy for others, but nothing can be booked in it.</summary>
    internal bool IsReadOnly => Diary is { Address.Access: not DiaryAccess.Write };

    /// <summary>
    /// Followed diaries whose events are busy time here: its own one, and those of the calendars that the settings name. Empty for a
    /// calendar of our own that reads no other, which asks no provider anything.
    /// </summary>
    internal ImmutableArray<DiaryLink> BusyDiaries { get; init; } = [];
}

/// <summary>A calendar's link to a diary of a connected account.</summary>
/// <param name="CalendarId">The calendar that is linked.</param>
/// <param name="ConnectionId">The account.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="Address">The diary.</param>
internal sealed record DiaryLink(CalendarId CalendarId, Guid ConnectionId, string Provider, DiaryAddress Address);
