namespace PeteRental.Agents.Stats;

/// <summary>What an agent has done.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="From">The first day that counts.</param>
/// <param name="To">The last day that counts.</param>
/// <param name="Timezone">The workspace's zone, whose days these are.</param>
/// <param name="Calls">Calls, by when they began.</param>
/// <param name="Booked">Viewings booked, by when they were booked.</param>
/// <param name="Conversion">Share of the calls in which a viewing was booked, 0 to 1; 0 without calls.</param>
/// <param name="Cancelled">Viewings called off, by when that was.</param>
/// <param name="NoShow">Viewings to which nobody came, by when they were to be.</param>
/// <param name="AverageCallSeconds">Of the calls whose length is known; 0 without any.</param>
/// <param name="Days">Every day of the range, oldest first.</param>
internal sealed record AgentStatsReply(
    Guid AgentId, DateOnly From, DateOnly To, string Timezone, int Calls, int Booked, double Conversion, int Cancelled, int NoShow,
    double AverageCallSeconds, IReadOnlyList<AgentDayReply> Days);

/// <summary>One day of it.</summary>
/// <param name="Date">The day.</param>
/// <param name="Calls">See <see cref="AgentStatsReply"/>.</param>
/// <param name="Booked">See <see cref="AgentStatsReply"/>.</param>
/// <param name="Cancelled">See <see cref="AgentStatsReply"/>.</param>
/// <param name="NoShow">See <see cref="AgentStatsReply"/>.</param>
/// <param name="Seconds">Length of all calls together.</param>
internal sealed record AgentDayReply(DateOnly Date, int Calls, int Booked, int Cancelled, int NoShow, double Seconds);

/// <summary>The workspace at a glance.</summary>
internal sealed record DashboardReply(AgentTotals Agents, RentalTotals Rentals, CalendarTotals Calendar, CallTotals Calls);

/// <summary>Voice agents.</summary>
internal sealed record AgentTotals(int Total, int Active, int Inactive);

/// <summary>Homes and where they come from.</summary>
internal sealed record RentalTotals(int Total, int Available, int Sources)
{
    /// <summary>Nothing has told of any.</summary>
    public static readonly RentalTotals None = new(0, 0, 0);
}

/// <summary>Viewings that are reserved or confirmed.</summary>
/// <param name="Connected">Whether viewings can be booked into a calendar: false while every outside one that was connected has to be connected again.</param>
/// <param name="Providers">Whose calendars these are: of the connected accounts, or native when nobody has connected any.</param>
/// <param name="Today">Beginning today, past hours included.</param>
/// <param name="Upcoming">Yet to begin.</param>
/// <param name="ThisWeek">Beginning from Monday to Sunday of this week.</param>
internal sealed record CalendarTotals(bool Connected, IReadOnlyList<string> Providers, int Today, int Upcoming, int ThisWeek);

/// <summary>Telephone calls, by when they began.</summary>
/// <param name="Today">Today.</param>
/// <param name="ThisWeek">Since Monday.</param>
/// <param name="BookedThisWeek">Those of this week in which a viewing was booked.</param>
/// <param name="Conversion">Their share, 0 to 1; 0 without calls.</param>
internal sealed record CallTotals(int Today, int ThisWeek, int BookedThisWeek, double Conversion);
