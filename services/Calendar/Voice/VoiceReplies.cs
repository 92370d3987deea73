using NodaTime;
using PeteRental.Calendar.Booking;
using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Voice;

/// <summary>Outcomes as VoiceWebhook gets them.</summary>
internal static class VoiceReplies
{
    public static VoiceBookingReply From(Outcome outcome) => new(
        // A caller is told the same of a diary that cannot be asked and of one that cannot be written: it cannot be booked now.
        outcome.Code == OutcomeCode.ReadOnly ? VoiceOutcome.CalendarUnavailable : outcome.Code,
        outcome.Timezone,
        outcome.Appointment is { } appointment ? Spoken(appointment, outcome.Timezone) : null,
        outcome.Asked,
        outcome.PreviousStart,
        outcome.Alternatives,
        [.. outcome.Candidates.Select(candidate => Spoken(candidate, outcome.Timezone))]);

    private static SpokenAppointment Spoken(Appointment appointment, string timezone)
    {
        var zone = DateTimeZoneProviders.Tzdb[timezone];
        return new(
            appointment.AppointmentId,
            appointment.Status,
            Appointment.InZone(appointment.StartAt, zone),
            Appointment.InZone(appointment.EndAt, zone),
            timezone,
            appointment.PropertyAddress ?? "",
            appointment.AttendeeName ?? "",
            appointment.AttendeeEmail,
            appointment.AttendeePhone);
    }
}
