namespace PeteRental.Rentals.Rentals;

/// <summary>Whether a home can be had, as of a day. Pure: it follows from what is said and from the date, and is never stored.</summary>
internal static class AvailabilityStatus
{
    public const string Available = "available";
    public const string ComingSoon = "coming_soon";
    public const string Waitlist = "waitlist";
    public const string Unknown = "unknown";
    public const string Gone = "gone";

    /// <summary>Every status, for filters.</summary>
    public static readonly IReadOnlyList<string> All = [Available, ComingSoon, Waitlist, Unknown, Gone];

    /// <summary>The status on a day.</summary>
    public static string Of(Rental rental, DateOnly today) => rental switch
    {
        { MissingSince: not null } => Gone,
        { Availability: Availability.Now } => Available,
        { Availability: Availability.Date, AvailableDate: { } date } => date <= today ? Available : ComingSoon,
        { Availability: Availability.Waitlist } => Waitlist,
        _ => Unknown,
    };

    /// <summary>Days until it can be had: 0 when it can, null when nobody can say.</summary>
    public static int? DaysUntil(Rental rental, DateOnly today) => Of(rental, today) switch
    {
        Available => 0,
        ComingSoon => rental.AvailableDate!.Value.DayNumber - today.DayNumber,
        _ => null,
    };
}
