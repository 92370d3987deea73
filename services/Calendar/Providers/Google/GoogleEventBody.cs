using NodaTime;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>Events as we write them. Pure.</summary>
internal static class GoogleEventBody
{
    /// <summary>The mark on our events: the viewing.</summary>
    public const string AppointmentKey = "peterental_appointment";

    /// <summary>Whom we have invited, so that a changed address replaces its predecessor among the guests.</summary>
    public const string GuestKey = "peterental_guest";

    private const string NotAnswered = "needsAction";

    private static readonly GoogleReminders AnHourBefore = new(UseDefault: false, [new GoogleReminder("popup", 60)]);

    /// <summary>A new event.</summary>
    public static GoogleEvent New(EventDraft draft) => Of(draft) with
    {
        Id = GoogleEventId.Of(draft.AppointmentId, draft.Generation),
        Attendees = draft.AttendeeEmail is null ? null : [Guest(draft)],
    };

    /// <summary>The change of an event to what the draft says. Its owner may have invited others; they stay.</summary>
    /// <param name="draft">What it shall show.</param>
    /// <param name="present">What it shows.</param>
    /// <param name="zone">The calendar's zone.</param>
    public static GoogleEvent Change(EventDraft draft, GoogleEvent present, DateTimeZone zone)
    {
        var hasMoved = GoogleTimes.Read(present.Start, present.End, zone) is not { } time || time.Start != draft.Start || time.End != draft.End;
        return Of(draft) with { Attendees = Guests(draft, present, hasMoved) };
    }

    private static GoogleEvent Of(EventDraft draft)
    {
        var zone = DateTimeZoneProviders.Tzdb[draft.Timezone];
        return new GoogleEvent
        {
            Summary = draft.Subject,
            Location = draft.Location,
            Description = WithoutMarkup(draft.Description),
            Start = GoogleTimes.Write(draft.Start, zone),
            End = GoogleTimes.Write(draft.End, zone),
            Transparency = "opaque",
            GuestsCanModify = false,
            GuestsCanSeeOtherGuests = false,
            Reminders = AnHourBefore,
            ExtendedProperties = new GoogleProperties(new Dictionary<string, string>
            {
                [AppointmentKey] = draft.AppointmentId.ToString("D"),
                [GuestKey] = draft.AttendeeEmail ?? "",
            }),
        };
    }

    // A guest who has said yes to another time has not said yes to this one.
    private static List<GoogleAttendee>? Guests(EventDraft draft, GoogleEvent present, bool hasMoved)
    {
        var invited = present.ExtendedProperties?.Private?.GetValueOrDefault(GuestKey);
        var guests = new List<GoogleAttendee>();
        foreach (var guest in present.Attendees ?? [])
        {
            if (IsSame(guest.Email, draft.AttendeeEmail))
            {
                guests.Add(guest with { DisplayName = draft.AttendeeName, ResponseStatus = hasMoved ? NotAnswered : guest.ResponseStatus });
            }
            else if (!IsSame(guest.Email, invited))
            {
                guests.Add(guest);
            }
        }

        if (draft.AttendeeEmail is not null && !guests.Exists(guest => IsSame(guest.Email, draft.AttendeeEmail)))
        {
            guests.Add(Guest(draft));
        }

        return guests.Count == 0 && present.Attendees is null ? null : guests;
    }

    private static GoogleAttendee Guest(EventDraft draft) =>
        new() { Email = draft.AttendeeEmail, DisplayName = draft.AttendeeName, ResponseStatus = NotAnswered };

    private static bool IsSame(string? one, string? other) =>
        !string.IsNullOrEmpty(one) && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // Google shows a description as HTML, and this one quotes what callers say: none of it may become a link or an image.
    private static string WithoutMarkup(string text) => text.Replace('<', '‹').Replace('>', '›');
}
