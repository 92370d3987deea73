using NodaTime;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Providers;

/// <summary>
/// Our own calendar, which is a full one: the database holds everything that blocks and decides alone, so there is nobody to ask ahead
/// and nobody to tell afterwards.
/// </summary>
internal sealed class NativeCalendarProvider : ICalendarProvider
{
    private static readonly BookingIntent Confirmed = new(AppointmentStatus.Confirmed);

    /// <inheritdoc />
    public ValueTask<DiaryVerdict> CheckAvailabilityAsync(
        BookableCalendar calendar, Interval blocked, Guid? except, CancellationToken cancellationToken) => ValueTask.FromResult(DiaryVerdict.Free);

    /// <inheritdoc />
    public BookingIntent? CreateBooking(BookableCalendar calendar, DiaryVerdict verdict) => Confirmed;

    /// <inheritdoc />
    public Task<ProviderResult<ShownEvent>> AfterBookingAsync(
        BookableCalendar calendar, Appointment appointment, ShownEvent shown, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderResult<ShownEvent>>(shown);
}
