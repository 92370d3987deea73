using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Providers;

/// <summary>Viewings as events of a diary.</summary>
internal static class EventDrafts
{
    /// <summary>The event that shows an appointment. Its text is for the diary's owner, who needs a number to call.</summary>
    public static EventDraft Of(Appointment appointment, BookableCalendar calendar, int generation)
    {
        var name = appointment.AttendeeName ?? "";
        var address = appointment.PropertyAddress ?? "";
        return new EventDraft(
            appointment.AppointmentId,
            generation,
            appointment.Start,
            NodaTime.Instant.FromDateTimeOffset(appointment.EndAt),
            calendar.Settings.Zone.Id,
            $"Viewing: {address}",
            address,
            Describe(appointment, name),
            name,
            appointment.AttendeeEmail);
    }

    private static string Describe(Appointment appointment, string name)
    {
        var lines = new List<string> { $"Visitor: {name}" };
        if (appointment.AttendeePhone is { } phone)
        {
            lines.Add($"Phone: {phone}");
        }

        if (appointment.AttendeeEmail is { } email)
        {
            lines.Add($"E-mail: {email}");
        }

        if (!string.IsNullOrWhiteSpace(appointment.Notes))
        {
            lines.Add("");
            lines.Add(appointment.Notes);
        }

        return string.Join('\n', lines);
    }
}
