using PeteRental.Calendar.Settings;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Calendars;

/// <summary>A diary of a workspace with the settings it is booked by.</summary>
/// <param name="Id">The calendar.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="UserId">Its owner; null while nobody owns it.</param>
/// <param name="Provider">native, microsoft or google.</param>
/// <param name="Name">For people.</param>
/// <param name="IsDefault">The one that is meant when none is named.</param>
/// <param name="Version">Of the settings. A statement that depends on them checks it, so a stale copy can do no harm.</param>
/// <param name="Settings">How it may be booked.</param>
public sealed record BookableCalendar(
    CalendarId Id, WorkspaceId WorkspaceId, UserId? UserId, string Provider, string Name, bool IsDefault, int Version, CalendarSettings Settings);
