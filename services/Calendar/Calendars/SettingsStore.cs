using Dapper;
using Npgsql;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Calendars;

/// <summary>Changes the settings of a calendar.</summary>
internal sealed class SettingsStore(
    NpgsqlDataSource database, CalendarDirectory directory, DiaryChanges diaries, Outbox outbox, TimeProvider time)
{
    /// <summary>
    /// Saves a change and tells of it. With errors, or when nothing changes, nothing is written. The row is locked in between, so
    /// that of two changes at once neither takes the other back.
    /// </summary>
    public async Task<(BookableCalendar Calendar, FieldErrors Errors)> SaveAsync(
        BookableCalendar calendar, SettingsChange change, CancellationToken cancellationToken)
    {
        var key = new { calendar = calendar.Id.Value, workspace = calendar.WorkspaceId.Value };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await connection.QuerySingleAsync<string>(new CommandDefinition(
            "SELECT settings::text FROM calendars WHERE id = @calendar AND workspace_id = @workspace FOR NO KEY UPDATE",
            key, transaction, cancellationToken: cancellationToken));
        var before = CalendarDirectory.Read(stored);
        var after = change.ApplyTo(before, out var errors);
        if (!errors.Any && CalendarDirectory.Write(after) is var settings && settings != CalendarDirectory.Write(before))
        {
            var now = time.GetUtcNow();
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE calendars SET settings = @settings::jsonb, settings_version = settings_version + 1, updated_at = @now
                WHERE id = @calendar AND workspace_id = @workspace
                """,
                new { key.calendar, key.workspace, settings, now }, transaction, cancellationToken: cancellationToken));
            await outbox.AddAsync(connection, transaction, new CalendarSettingsChanged(key.workspace, now, key.calendar), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            directory.Forget(calendar.WorkspaceId);
            diaries.Announce(calendar.Id);
            outbox.Wake();
        }

        return (calendar with { Settings = after }, errors);
    }
}
