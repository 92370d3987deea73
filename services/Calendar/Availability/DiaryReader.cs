using NodaTime;
using Npgsql;
using NpgsqlTypes;
using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Availability;

/// <summary>A diary as read.</summary>
/// <param name="SettingsVersion">Version of the settings that hold then.</param>
/// <param name="Diary">What is taken.</param>
/// <param name="HoldsUntil">When the first of its holds runs out, by which the diary changes without being written to.</param>
internal sealed record DiaryReading(int SettingsVersion, Diary Diary, Instant HoldsUntil);

/// <summary>
/// Reads what is taken in one prepared statement, always from the database. Without Dapper, since callers wait for this.
/// </summary>
internal sealed class DiaryReader(NpgsqlDataSource database)
{
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
        batch.BatchCommands.Add(Command(Taken, calendar, from, to, now, except));
        if (calendar.Settings.MaxPerDay is not null)
        {
            batch.BatchCommands.Add(Command(Visits, calendar, from, to, now, except));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
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
        while (await reader.ReadAsync(cancellationToken))
        {
            version = reader.GetInt32(0);
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

        return new DiaryReading(version, new Diary(taken, visits), holdsUntil);
    }

    private static NpgsqlParameter<DateTime> Parameter(Instant instant) =>
        new() { TypedValue = instant.ToDateTimeUtc(), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static Instant Read(NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));
}
