using Dapper;
using Npgsql;
using PeteRental.Calendar.Settings;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Calendars;

/// <summary>Changes the settings of a calendar, and whose diary it follows.</summary>
internal sealed class SettingsStore(
    NpgsqlDataSource database, LinkChanges links, Outbox outbox, TimeProvider time)
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
        if (change.Provider.IsGiven)
        {
            await LinkChanges.LockAsync(connection, transaction, key.workspace, cancellationToken);
        }

        var stored = await connection.QuerySingleAsync<StoredRow>(new CommandDefinition(
            """
            SELECT settings::text AS settings, provider, linked_provider, connection_id IS NOT NULL AS is_connected
            FROM calendars WHERE id = @calendar AND workspace_id = @workspace FOR NO KEY UPDATE
            """,
            key, transaction, cancellationToken: cancellationToken));
        var before = CalendarDirectory.Read(stored.Settings);
        var after = change.ApplyTo(before, out var errors);
        errors.Check(
            change.Provider, "provider", name => stored.CanFollow(name!), "native, or the provider of the account that the calendar is connected to.");
        errors.Require(
            await AreOfWorkspaceAsync(connection, transaction, key.workspace, change, cancellationToken), "busy_calendars", "At most 20 calendars of the workspace.");
        if (errors.Any)
        {
            return (calendar, errors);
        }

        var saved = calendar with { Settings = after, Provider = change.Provider.Value ?? stored.Provider };
        var settings = CalendarDirectory.Write(after);
        if (saved.Provider == stored.Provider && settings == CalendarDirectory.Write(before))
        {
            return (saved, errors);
        }

        var now = time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE calendars SET settings = @settings::jsonb, provider = @Provider, settings_version = settings_version + 1, updated_at = @now
            WHERE id = @calendar AND workspace_id = @workspace
            """,
            new { key.calendar, key.workspace, settings, saved.Provider, now }, transaction, cancellationToken: cancellationToken));
        var touched = await TellAsync(connection, transaction, saved, isSwitched: saved.Provider != stored.Provider, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        links.Announce(calendar.WorkspaceId, touched);
        return (saved, errors);
    }

    // Whose diary a calendar follows concerns every calendar that reads it; its other settings only itself.
    private async Task<IReadOnlyList<CalendarId>> TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, BookableCalendar saved, bool isSwitched, CancellationToken cancellationToken)
    {
        if (!isSwitched)
        {
            await outbox.AddAsync(
                connection, transaction, new CalendarSettingsChanged(saved.WorkspaceId.Value, time.GetUtcNow(), saved.Id.Value), cancellationToken);
            return [saved.Id];
        }

        await (saved.Provider == BookableCalendar.Native
            ? LinkChanges.ForgetDiariesAsync(connection, transaction, [saved.Id.Value], cancellationToken)
            : links.QueueViewingsAsync(connection, transaction, [saved.Id.Value], cancellationToken));
        return await links.BumpAsync(connection, transaction, saved.WorkspaceId.Value, cancellationToken);
    }

    private static async Task<bool> AreOfWorkspaceAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid workspace, SettingsChange change, CancellationToken cancellationToken)
    {
        var named = change.BusyCalendars.Value?.Distinct().ToArray() ?? [];
        return named.Length == 0 || await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM calendars WHERE workspace_id = @workspace AND id = ANY (@named)",
            new { workspace, named }, transaction, cancellationToken: cancellationToken)) == named.Length;
    }

    private sealed record StoredRow(string Settings, string Provider, string? LinkedProvider, bool IsConnected)
    {
        public bool CanFollow(string provider) => provider == BookableCalendar.Native || (IsConnected && provider == LinkedProvider);
    }
}
