using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Contracts;

namespace PeteRental.Agents.Stats;

/// <summary>Counts facts. Each answer takes two trips: one for the zone whose days are meant, one for the counts, which indexes answer alone.</summary>
internal sealed class StatsReader(NpgsqlDataSource database, TimeProvider time)
{
    // Without any outside calendar our own is the one that viewings are booked into, and it is always there.
    private static readonly string[] Native = ["native"];

    /// <summary>The zone of the workspace of an agent; null when the workspace has no such agent.</summary>
    public async Task<DateTimeZone?> FindZoneAsync(WorkspaceId workspace, Guid agent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var zone = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            """
            SELECT timezone FROM workspaces
            WHERE id = @workspace AND EXISTS (SELECT FROM agents WHERE workspace_id = @workspace AND id = @agent)
            """,
            new { workspace = workspace.Value, agent },
            cancellationToken: cancellationToken));
        return zone is null ? null : DateTimeZoneProviders.Tzdb[zone];
    }

    /// <summary>What an agent has done on these days.</summary>
    public async Task<AgentStatsReply> OfAgentAsync(WorkspaceId workspace, Guid agent, DayRange range, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var counts = (await connection.QueryAsync<DayCounts>(new CommandDefinition(
            """
            SELECT day, sum(calls)::int AS calls, sum(converted)::int AS converted, sum(timed)::int AS timed, sum(seconds) AS seconds,
                sum(booked)::int AS booked, sum(cancelled)::int AS cancelled, sum(no_show)::int AS no_show
            FROM (
                SELECT width_bucket(counted_at, @days) AS day, count(*) AS calls, count(*) FILTER (WHERE did_book) AS converted,
                    count(seconds) AS timed, coalesce(sum(seconds), 0) AS seconds, 0 AS booked, 0 AS cancelled, 0 AS no_show
                FROM call_facts
                WHERE workspace_id = @workspace AND agent_id = @agent AND counted_at >= @begin AND counted_at < @end GROUP BY day
                UNION ALL
                SELECT width_bucket(booked_at, @days) AS day, 0, 0, 0, 0, count(*), 0, 0 FROM appointment_facts
                WHERE workspace_id = @workspace AND agent_id = @agent AND booked_at >= @begin AND booked_at < @end GROUP BY day
                UNION ALL
                SELECT width_bucket(cancelled_at, @days) AS day, 0, 0, 0, 0, 0, count(*), 0 FROM appointment_facts
                WHERE workspace_id = @workspace AND agent_id = @agent AND cancelled_at >= @begin AND cancelled_at < @end GROUP BY day
                UNION ALL
                SELECT width_bucket(start_at, @days) AS day, 0, 0, 0, 0, 0, 0, count(*) FROM appointment_facts
                WHERE workspace_id = @workspace AND agent_id = @agent AND start_at >= @begin AND start_at < @end AND status = 'no_show' GROUP BY day
            ) AS counted
            GROUP BY day
            """,
            new { workspace = workspace.Value, agent, days = range.Starts, begin = range.Begin, end = range.End },
            cancellationToken: cancellationToken))).ToDictionary(count => count.Day);
        return Reply(agent, range, counts);
    }

    /// <summary>The workspace at a glance; null when there is none.</summary>
    public async Task<DashboardReply?> OfWorkspaceAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var known = await connection.QuerySingleOrDefaultAsync<KnownWorkspace>(new CommandDefinition(
            """
            SELECT timezone, count(agents.id)::int AS agents, (count(*) FILTER (WHERE agents.is_active))::int AS active,
                (SELECT string_agg(DISTINCT provider || ' ' || status, ',' ORDER BY provider || ' ' || status)
                 FROM calendar_connections AS known WHERE known.workspace_id = @workspace AND known.status <> 'disconnected') AS calendars,
                (SELECT total || ' ' || available || ' ' || sources FROM rental_totals WHERE rental_totals.workspace_id = @workspace) AS rentals
            FROM workspaces LEFT JOIN agents ON agents.workspace_id = workspaces.id
            WHERE workspaces.id = @workspace GROUP BY workspaces.id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken));
        if (known is null)
        {
            return null;
        }

        var zone = DateTimeZoneProviders.Tzdb[known.Timezone];
        var providers = known.Providers;
        var counts = await CountAsync(connection, workspace, time.TodayIn(zone), zone, cancellationToken);
        return new DashboardReply(
            new AgentTotals(known.Agents, known.Active, known.Agents - known.Active),
            known.RentalTotals,
            new CalendarTotals(providers.Count > 0, providers, counts.ViewingsToday, counts.ViewingsUpcoming, counts.ViewingsThisWeek),
            new CallTotals(counts.CallsToday, counts.CallsThisWeek, counts.CallsBooked, Share(counts.CallsBooked, counts.CallsThisWeek)));
    }

    private async Task<WorkspaceCounts> CountAsync(
        NpgsqlConnection connection, WorkspaceId workspace, LocalDate date, DateTimeZone zone, CancellationToken cancellationToken)
    {
        var today = new DayRange(date, date, zone);
        var week = DayRange.WeekOf(date, zone);
        return await connection.QuerySingleAsync<WorkspaceCounts>(new CommandDefinition(
            """
            SELECT viewings.*, calls.* FROM
                (SELECT
                    (count(*) FILTER (WHERE start_at >= @today AND start_at < @tomorrow))::int AS viewings_today,
                    (count(*) FILTER (WHERE start_at >= @now))::int AS viewings_upcoming,
                    (count(*) FILTER (WHERE start_at < @nextMonday))::int AS viewings_this_week
                 FROM appointment_facts
                 WHERE workspace_id = @workspace AND status IN ('reserved', 'confirmed') AND start_at >= @monday) AS viewings,
                (SELECT
                    (count(*) FILTER (WHERE counted_at >= @today AND counted_at < @tomorrow))::int AS calls_today,
                    count(*)::int AS calls_this_week,
                    (count(*) FILTER (WHERE did_book))::int AS calls_booked
                 FROM call_facts WHERE workspace_id = @workspace AND counted_at >= @monday AND counted_at < @nextMonday) AS calls
            """,
            new
            {
                workspace = workspace.Value,
                now = time.GetUtcNow(),
                today = today.Begin,
                tomorrow = today.End,
                monday = week.Begin,
                nextMonday = week.End,
            },
            cancellationToken: cancellationToken));
    }

    // The database numbers the days from 1. A day on which nothing happened has no row.
    private static AgentStatsReply Reply(Guid agent, DayRange range, Dictionary<int, DayCounts> counts)
    {
        var all = counts.Values.Aggregate(DayCounts.None(0), (sum, day) => sum.With(day));
        return new AgentStatsReply(
            agent, range.First.ToDateOnly(), range.Last.ToDateOnly(), range.Zone.Id, all.Calls, all.Booked, Share(all.Converted, all.Calls), all.Cancelled,
            all.NoShow, all.Timed == 0 ? 0 : Rounded(all.Seconds / all.Timed),
            [
                .. range.Days.Index().Select(day => (day.Item, Counts: counts.GetValueOrDefault(day.Index + 1, DayCounts.None(day.Index + 1))))
                    .Select(day => new AgentDayReply(
                        day.Item.ToDateOnly(), day.Counts.Calls, day.Counts.Booked, day.Counts.Cancelled, day.Counts.NoShow, Rounded(day.Counts.Seconds))),
            ]);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);

    private static double Rounded(decimal seconds) => (double)decimal.Round(seconds, 1);

    private sealed record DayCounts(int Day, int Calls, int Converted, int Timed, decimal Seconds, int Booked, int Cancelled, int NoShow)
    {
        public static DayCounts None(int day) => new(day, 0, 0, 0, 0, 0, 0, 0);

        public DayCounts With(DayCounts other) => new(
            Day, Calls + other.Calls, Converted + other.Converted, Timed + other.Timed, Seconds + other.Seconds, Booked + other.Booked,
            Cancelled + other.Cancelled, NoShow + other.NoShow);
    }

    // Calendars: "google connected,microsoft reconnect_required". Rentals: "12 9 2".
    private sealed record KnownWorkspace(string Timezone, int Agents, int Active, string? Calendars, string? Rentals)
    {
        public RentalTotals RentalTotals => Rentals?.Split(' ').Select(int.Parse).ToArray() is [var total, var available, var sources]
            ? new RentalTotals(total, available, sources)
            : RentalTotals.None;

        public IReadOnlyList<string> Providers => Calendars is null
            ? Native
            : [.. Calendars.Split(',').Select(calendar => calendar.Split(' ')).Where(calendar => calendar[1] == "connected").Select(calendar => calendar[0])];
    }

    private sealed record WorkspaceCounts(
        int ViewingsToday, int ViewingsUpcoming, int ViewingsThisWeek, int CallsToday, int CallsThisWeek, int CallsBooked);
}
