using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Settings;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults;

namespace PeteRental.Calendar.Calendars;

/// <summary>
/// The calendars of each workspace, kept in memory. A copy may be stale; whatever is decided with it is checked against
/// <see cref="BookableCalendar.Version"/> in the statement that reads or writes the diary, and is done again with fresh settings.
/// </summary>
internal sealed class CalendarDirectory(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long a calendar that another replica has added may go unseen.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private const int MostWorkspaces = 50_000;

    private readonly ConcurrentDictionary<WorkspaceId, Entry> _entries = new();

    /// <summary>All calendars of the workspace, oldest first; the default one is made when there is none.</summary>
    public async ValueTask<IReadOnlyList<BookableCalendar>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        _entries.TryGetValue(workspace, out var entry) && time.GetElapsedTime(entry.ReadAt) < MaxAge
            ? entry.Calendars
            : await ReadAsync(workspace, cancellationToken);

    /// <summary>The calendar, or null when the workspace has none of this id.</summary>
    public async ValueTask<BookableCalendar?> FindAsync(WorkspaceId workspace, Guid calendar, CancellationToken cancellationToken) =>
        Find(await ListAsync(workspace, cancellationToken), calendar) ?? Find(await ReadAsync(workspace, cancellationToken), calendar);

    /// <summary>The calendar named first that the workspace has, else its default one.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="calendar">A calendar by id.</param>
    /// <param name="owner">A calendar by its owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<BookableCalendar> ChooseAsync(WorkspaceId workspace, Guid? calendar, Guid? owner, CancellationToken cancellationToken)
    {
        var calendars = await ListAsync(workspace, cancellationToken);
        BookableCalendar? owned = null;
        BookableCalendar? preset = null;
        foreach (var candidate in calendars)
        {
            if (candidate.Id.Value == calendar)
            {
                return candidate;
            }

            owned ??= owner is not null && candidate.UserId?.Value == owner ? candidate : null;
            preset ??= candidate.IsDefault ? candidate : null;
        }

        return owned ?? preset ?? throw new InvalidOperationException("A workspace always has a default calendar.");
    }

    /// <summary>The calendar as the database has it now.</summary>
    public async Task<BookableCalendar> RefreshAsync(BookableCalendar stale, CancellationToken cancellationToken) =>
        Find(await ReadAsync(stale.WorkspaceId, cancellationToken), stale.Id.Value)
        ?? throw new InvalidOperationException("A calendar that was booked from has gone.");

    /// <summary>Drops what is kept of a workspace after a change.</summary>
    public void Forget(WorkspaceId workspace) => _entries.TryRemove(workspace, out _);

    private static BookableCalendar? Find(IReadOnlyList<BookableCalendar> calendars, Guid id)
    {
        foreach (var calendar in calendars)
        {
            if (calendar.Id.Value == id)
            {
                return calendar;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<BookableCalendar>> ReadAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var calendars = await QueryAsync(connection, workspace, cancellationToken);
        if (!calendars.Any(calendar => calendar.IsDefault))
        {
            await EnsureDefaultAsync(connection, workspace, owner: null, time.GetUtcNow(), cancellationToken);
            calendars = await QueryAsync(connection, workspace, cancellationToken);
        }

        if (_entries.Count >= MostWorkspaces)
        {
            _entries.Clear();
        }

        _entries[workspace] = new Entry(calendars, readAt);
        return calendars;
    }

    private static async Task<IReadOnlyList<BookableCalendar>> QueryAsync(
        NpgsqlConnection connection, WorkspaceId workspace, CancellationToken cancellationToken) =>
        WithBusyDiaries([.. (await connection.QueryAsync<CalendarRow>(new CommandDefinition(
            """
            SELECT id, workspace_id, user_id, provider, name, is_default, settings_version, settings::text AS settings,
                connection_id, linked_provider, diary_id, diary_timezone, diary_access
            FROM calendars WHERE workspace_id = @workspace ORDER BY created_at, id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).Select(row => row.ToCalendar())]);

    private static BookableCalendar[] WithBusyDiaries(BookableCalendar[] calendars)
    {
        if (!calendars.Any(calendar => calendar.Diary is not null))
        {
            return calendars;
        }

        var diaries = calendars.ToDictionary(calendar => calendar.Id, calendar => calendar.Diary);
        return
        [
            .. calendars.Select(calendar => calendar with
            {
                BusyDiaries =
                [
                    .. calendar.Settings.BusyCalendars.Prepend(calendar.Id).Distinct().Select(id => diaries.GetValueOrDefault(id)).OfType<DiaryLink>(),
                ],
            }),
        ];
    }

    /// <summary>Makes the default calendar of a workspace, or gives the one there is an owner when it has none.</summary>
    internal static async Task EnsureDefaultAsync(
        NpgsqlConnection connection, WorkspaceId workspace, Guid? owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO calendars (id, workspace_id, user_id, provider, name, is_default, settings, created_at, updated_at)
            VALUES (@id, @workspace, @owner, 'native', 'Viewings', true, @settings::jsonb, @now, @now)
            ON CONFLICT (workspace_id) WHERE is_default DO UPDATE SET user_id = excluded.user_id, updated_at = excluded.updated_at
            WHERE calendars.user_id IS NULL AND excluded.user_id IS NOT NULL
            """,
            new { id = Guid.CreateVersion7(now), workspace = workspace.Value, owner, settings = Write(CalendarSettings.Default), now },
            cancellationToken: cancellationToken));

    /// <summary>Settings as they are stored.</summary>
    internal static string Write(CalendarSettings settings) =>
        JsonSerializer.Serialize(new SettingsDocument(settings), JsonDefaults.Options);

    /// <summary>Settings as they were stored.</summary>
    internal static CalendarSettings Read(string stored)
    {
        var change = JsonSerializer.Deserialize<SettingsChange>(stored, JsonDefaults.Options)!;
        var settings = change.ApplyTo(CalendarSettings.Default, out var errors);
        return errors.Any ? throw new InvalidOperationException($"Stored settings cannot be read: {string.Join(", ", errors.ByField.Keys)}.") : settings;
    }

    private sealed record Entry(IReadOnlyList<BookableCalendar> Calendars, long ReadAt);

    private sealed record CalendarRow(
        Guid Id, Guid WorkspaceId, Guid? UserId, string Provider, string Name, bool IsDefault, int SettingsVersion, string Settings,
        Guid? ConnectionId, string? LinkedProvider, string? DiaryId, string? DiaryTimezone, string? DiaryAccess)
    {
        public BookableCalendar ToCalendar() => new(
            new CalendarId(Id), new WorkspaceId(WorkspaceId), UserId is { } user ? new UserId(user) : null, Provider, Name, IsDefault, SettingsVersion, Read(Settings))
        {
            Link = ConnectionId is { } connection
                ? new DiaryLink(
                    new CalendarId(Id), connection, LinkedProvider!,
                    new DiaryAddress(DiaryId!, DateTimeZoneProviders.Tzdb[DiaryTimezone!], DiaryAccessNames.Read(DiaryAccess!)))
                : null,
        };
    }
}
