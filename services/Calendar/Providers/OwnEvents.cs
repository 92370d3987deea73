using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Calendars;

namespace PeteRental.Calendar.Providers;

/// <summary>An appointment as far as it matters whether its event in a diary blocks.</summary>
/// <param name="CalendarId">Where it is booked.</param>
/// <param name="Start">Where it stands.</param>
/// <param name="End">Its end.</param>
/// <param name="IsBooked">False once it is called off or over.</param>
/// <param name="IsWordNewer">True while the diary has yet to be told of its last change.</param>
internal sealed record OwnAppointment(Guid CalendarId, Instant Start, Instant End, bool IsBooked, bool IsWordNewer);

/// <summary>
/// Events that we wrote for viewings. Their time is kept by the appointment itself, so that they are not counted twice; but what the
/// diary's owner has done to one is their word, and blocks until the appointment has followed it.
/// </summary>
internal sealed class OwnEvents(NpgsqlDataSource database)
{
    /// <summary>Whether an event of a diary stands in the way of a booking.</summary>
    /// <param name="shown">The event.</param>
    /// <param name="calendar">Where is booked.</param>
    /// <param name="blocked">The viewing with its buffers.</param>
    /// <param name="except">The appointment that moves.</param>
    /// <param name="own">The appointment that the event was written for; null when it is not one of ours.</param>
    public static bool IsInTheWay(ProviderEvent shown, Guid calendar, Interval blocked, Guid? except, OwnAppointment? own)
    {
        if (!shown.Blocks || shown.Start >= shown.End || shown.Start >= blocked.End || shown.End <= blocked.Start)
        {
            return false;
        }

        if (own is null)
        {
            return true;
        }

        var isWhereItIsBooked = own.IsBooked && shown.Start == own.Start && shown.End == own.End;
        return own.CalendarId == calendar
            ? shown.AppointmentId != except && !own.IsWordNewer && !isWhereItIsBooked
            // A viewing of another calendar is not known to this one's constraint: here its event is all there is of it.
            : !own.IsWordNewer || isWhereItIsBooked;
    }

    /// <summary>The appointments that events were written for.</summary>
    public async Task<IReadOnlyDictionary<Guid, OwnAppointment>> ReadAsync(
        BookableCalendar calendar, IEnumerable<ProviderEvent> events, CancellationToken cancellationToken)
    {
        var ids = events.Select(shown => shown.AppointmentId).OfType<Guid>().Distinct().ToArray();
        if (ids.Length == 0)
        {
            return new Dictionary<Guid, OwnAppointment>();
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<OwnRow>(new CommandDefinition(
            """
            SELECT id, appointments.calendar_id, start_at, end_at, status IN ('reserved', 'confirmed') AS is_booked,
                event_writes.appointment_id IS NOT NULL AND written_revision IS DISTINCT FROM appointments.revision AS is_word_newer
            FROM appointments LEFT JOIN event_writes ON event_writes.appointment_id = id
            WHERE id = ANY(@ids) AND appointments.workspace_id = @workspace
            """,
            new { ids, workspace = calendar.WorkspaceId.Value },
            cancellationToken: cancellationToken));
        return rows.ToDictionary(
            row => row.Id,
            row => new OwnAppointment(
                row.CalendarId, Instant.FromDateTimeOffset(row.StartAt), Instant.FromDateTimeOffset(row.EndAt), row.IsBooked, row.IsWordNewer));
    }

    private sealed record OwnRow(Guid Id, Guid CalendarId, DateTimeOffset StartAt, DateTimeOffset EndAt, bool IsBooked, bool IsWordNewer);
}
