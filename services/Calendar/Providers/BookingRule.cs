using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Providers;

/// <summary>What becomes of a booking after a diary was asked.</summary>
internal static class BookingRule
{
    private static readonly BookingIntent Confirmed = new(AppointmentStatus.Confirmed);
    private static readonly BookingIntent Reserved = new(AppointmentStatus.Reserved);

    /// <summary>How it is written; null refuses it.</summary>
    /// <param name="verdict">What the diary said.</param>
    /// <param name="whenDown">What its owner wants when it says nothing.</param>
    public static BookingIntent? Decide(DiaryVerdict verdict, ProviderDownPolicy whenDown) => (verdict, whenDown) switch
    {
        (DiaryVerdict.Free, _) or (DiaryVerdict.Unknown, ProviderDownPolicy.Book) => Confirmed,
        (DiaryVerdict.Unknown, ProviderDownPolicy.Reserve) => Reserved,
        (DiaryVerdict.Busy, _) or (DiaryVerdict.Unknown, ProviderDownPolicy.Refuse) => null,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
