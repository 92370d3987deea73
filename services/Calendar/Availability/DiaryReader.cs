using NodaTime;
using Npgsql;
using NpgsqlTypes;
using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Availability;

/// <summary>A diary as read.</summary>
/// <param name="SettingsVersion">Version of the settings that hold then.</param>
/// <param name="Diary">What is taken.</param>
/// <param name="HoldsUntil">When the first of its holds runs out, by which the diary changes without being written to.</param>
/// <param name="Mirrored">How well the diaries at providers are known that it is made from.</param>
internal sealed record DiaryReading(int SettingsVersion, Diary Diary, Instant HoldsUntil, MirroredSpan Mirrored);

/// <summary>How well diaries at providers are known.</summary>
/// <param name="AsOf">As of when, by the one that was read the longest ago; null when one was never read. No matter when there are none.</param>
/// <param name="From">From when on all are known; null when one was never read.</param>
/// <param name="To">Until when all are known; null when one was never read.</param>
internal readonly record struct MirroredSpan(Instant? AsOf, Instant? From, Instant? To);

/// <summary>
/// Reads what is taken in one prepared statement, always from the database. Without Dapper, since callers wait for this.
/// </summary>
internal sealed class DiaryReader(NpgsqlDataSource database)
{
    /// <summary>Where the columns begin that tell how well diaries are known.</summary>
    private const int MirrorColumn = 6;

    private const string Taken =
        """
        SELECT calendars.settings_version, taken.start_at, taken.end_at, lower(taken.blocked), upper(taken.blocked), taken.expires_at
        FROM calendars
        LEFT JOIN appointments AS taken
            ON taken.calendar_id = calendars.id AND taken.blocked && tstzrange($3, $4) AND taken.status IN ('held', 'reserved', 'confirmed')
            AND (taken.expires_at IS NULL OR taken.expires_at > $5) AND taken.id <> $6
        WHERE calendars.id = $1 AND calendars.workspace_id = $2
        ORDER BY lower(taken.blocked)
        """;

    // The same for a calendar that looks at diaries of providers. A viewing and its event are one thing: the event counts for nothing while
    // it stands where its viewing does, or while it has yet to follow it (the diary was read sooner than it was written); when its owner has
    // moved it, it counts like any other. Viewings of the other calendars whose diaries are looked at block here, too, without their buffers.
    private const string TakenAndMirrored =
        """
        WITH mirrors AS MATERIALIZED (
            SELECT mirror.calendar_id, mirror.synced_at, mirror.read_began, mirror.window_from, mirror.window_to
            FROM diary_mirrors AS mirror JOIN calendars AS linked
                ON linked.id = mirror.calendar_id AND linked.connection_id = mirror.connection_id AND linked.diary_id = mirror.diary_id
            WHERE mirror.calendar_id = ANY($7) AND linked.workspace_id = $2 AND mirror.synced_at IS NOT NULL
        ), known AS (
            SELECT count(*) = cardinality($7) AS all_read, min(synced_at) AS as_of, max(window_from) AS from_at, min(window_to) AS to_at FROM mirrors
        ), taken AS (
            SELECT start_at, end_at, lower(blocked) AS blocked_from, upper(blocked) AS blocked_to, expires_at FROM appointments
            WHERE calendar_id = $1 AND blocked && tstzrange($3, $4) AND status IN ('held', 'reserved', 'confirmed')
              AND (expires_at IS NULL OR expires_at > $5) AND id <> $6
            UNION ALL
            SELECT start_at, end_at, start_at, end_at, NULL FROM appointments
            WHERE calendar_id = ANY($7) AND calendar_id <> $1 AND workspace_id = $2 AND blocked && tstzrange($3, $4)
              AND status IN ('reserved', 'confirmed')
            UNION ALL
            SELECT event.start_at, event.end_at, event.start_at, event.end_at, NULL
            FROM diary_events AS event JOIN mirrors ON mirrors.calendar_id = event.calendar_id
            WHERE event.end_at > $3 AND event.start_at < $4 AND event.start_at < event.end_at AND event.blocks
              AND event.appointment_id IS DISTINCT FROM $6
              AND NOT EXISTS (
                  SELECT 1 FROM appointments AS own JOIN event_writes AS shown ON shown.appointment_id = own.id
                  WHERE own.id = event.appointment_id AND own.workspace_id = $2
                    AND (shown.written_revision IS DISTINCT FROM shown.revision OR shown.written_at >= mirrors.read_began
                        OR (own.start_at = event.start_at AND own.end_at = event.end_at AND own.status IN ('reserved', 'confirmed'))))
        )
        SELECT calendars.settings_version, taken.start_at, taken.end_at, taken.blocked_from, taken.blocked_to, taken.expires_at,
            CASE WHEN known.all_read THEN known.as_of END, CASE WHEN known.all_read THEN known.from_at END, CASE WHEN known.all_read THEN known.to_at END
        FROM calendars CROSS JOIN known LEFT JOIN taken ON true
        WHERE calendars.id = $1 AND calendars.workspace_id = $2
        ORDER BY taken.blocked_from
        """;

    // Viewings that are over count towards their day too.
    private const string Visits =
        """
        SELECT start_at FROM appointments
        WHERE calendar_id = $1 AND workspace_id = $2 AND start_at >= $3 AND start_at < $4 AND status <> 'cancelled'
          AND (expires_at IS NULL OR expires_at > $5) AND id <> $6
        """;

    /// <summary>What the calendar holds between two instants.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="from">First instant that matters.</param>
    /// <param name="to">First instant that does not matter any more.</param>
    /// <param name="now">Holds that ran out by now are not there.</param>
    /// <param name="except">An appointment that is about to move and so is not in its own way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DiaryReading> ReadAsync(
        BookableCalendar calendar, Instant from, Instant to, Instant now, Guid? except, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(TakenBy(calendar, from, to, now, except));
        if (calendar.Settings.MaxPerDay is not null)
        {
            batch.BatchCommands.Add(Command(Visits, calendar, from, to, now, except));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    private static NpgsqlBatchCommand TakenBy(BookableCalendar calendar, Instant from, Instant to, Instant now, Guid? except)
    {
        if (calendar.BusyDiaries.IsEmpty)
        {
            return Command(Taken, calendar, from, to, now, except);
        }

        var command = Command(TakenAndMirrored, calendar, from, to, now, except);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. calendar.BusyDiaries.Select(diary => diary.CalendarId.Value)] });
        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, BookableCalendar calendar, Instant from, Instant to, Instant now, Guid? except) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = calendar.Id.Value },
            new NpgsqlParameter<Guid> { TypedValue = calendar.WorkspaceId.Value },
            Parameter(from),
            Parameter(to),
            Parameter(now),
            new NpgsqlParameter<Guid> { TypedValue = except ?? Guid.Empty },
        },
    };

    private static async Task<DiaryReading> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var version = 0;
        var taken = new List<Occupied>();
        var holdsUntil = Instant.MaxValue;
        var mirrored = default(MirroredSpan);
        var isMirrored = reader.FieldCount > MirrorColumn;
        while (await reader.ReadAsync(cancellationToken))
        {
            version = reader.GetInt32(0);
            mirrored = isMirrored && mirrored.AsOf is null ? await ReadSpanAsync(reader, cancellationToken) : mirrored;
            if (!await reader.IsDBNullAsync(1, cancellationToken))
            {
                taken.Add(new Occupied(Read(reader, 1), Read(reader, 2), Read(reader, 3), Read(reader, 4)));
                holdsUntil = await reader.IsDBNullAsync(5, cancellationToken) ? holdsUntil : Instant.Min(holdsUntil, Read(reader, 5));
            }
        }

        var visits = new List<Instant>();
        if (await reader.NextResultAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                visits.Add(Read(reader, 0));
            }
        }

        return new DiaryReading(version, new Diary(taken, visits), holdsUntil, mirrored);
    }

    private static async Task<MirroredSpan> ReadSpanAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.IsDBNullAsync(MirrorColumn, cancellationToken)
            ? default
            : new MirroredSpan(Read(reader, MirrorColumn), Read(reader, MirrorColumn + 1), Read(reader, MirrorColumn + 2));

    private static NpgsqlParameter<DateTime> Parameter(Instant instant) =>
        new() { TypedValue = instant.ToDateTimeUtc(), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static Instant Read(NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));
}
