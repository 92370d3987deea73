using NodaTime;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Providers;

/// <summary>
/// What booking needs of whoever keeps a diary. Implemented by our own calendar, where the database alone decides, and for diaries that
/// are kept at a provider. Chosen for each calendar, at each question.
/// </summary>
internal interface ICalendarProvider
{
    /// <summary>Whether nothing in the diary stands in the way of a booking, asked of the provider itself, in two seconds at most.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="blocked">The viewing with its buffers.</param>
    /// <param name="except">An appointment that moves, and so is not in its own way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DiaryVerdict> CheckAvailabilityAsync(BookableCalendar calendar, Interval blocked, Guid? except, CancellationToken cancellationToken);

    /// <summary>How a booking is to be written after the check; null refuses it.</summary>
    BookingIntent? CreateBooking(BookableCalendar calendar, DiaryVerdict verdict);

    /// <summary>
    /// Brings the diary in line with an appointment that was written, and says where its event stands then. Nobody waits for it; it is
    /// asked again until it succeeds, and doing it twice changes nothing.
    /// </summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="appointment">As it stands now: booked shows an event, anything else takes it away.</param>
    /// <param name="shown">The event so far.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ProviderResult<ShownEvent>> AfterBookingAsync(
        BookableCalendar calendar, Appointment appointment, ShownEvent shown, CancellationToken cancellationToken);
}

/// <summary>What a diary says of a time.</summary>
internal enum DiaryVerdict
{
    /// <summary>Nothing blocks.</summary>
    Free,

    /// <summary>Something else takes place.</summary>
    Busy,

    /// <summary>It could not be asked.</summary>
    Unknown,
}

/// <summary>How a booking is written.</summary>
/// <param name="Status">confirmed, or reserved until the diary can be asked.</param>
internal sealed record BookingIntent(string Status);

/// <summary>The event of an appointment in a diary.</summary>
/// <param name="ConnectionId">The account it is in; null while there is none.</param>
/// <param name="DiaryId">The diary it is in.</param>
/// <param name="EventId">The provider's id.</param>
/// <param name="Link">The event in the provider's own pages.</param>
/// <param name="Generation">See <see cref="EventDraft"/>.</param>
/// <param name="Tried">When an event whose making was never answered would stand, if there is one; null when every attempt was answered.</param>
internal sealed record ShownEvent(Guid? ConnectionId, string? DiaryId, string? EventId, string? Link, int Generation, Interval? Tried = null);
