using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Calendar.Providers;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// Keeps diaries in line with appointments, for as long as it takes. Runs on every replica; each appointment is in one's hands at a time.
/// </summary>
internal sealed partial class EventWriter(
    EventWriteQueue queue, EventWriting writing, IOptions<ProviderOptions> options, ILogger<EventWriter> logger) : BackgroundService
{
    /// <summary>Turns at once. Most of them wait for a provider, and a few slow ones must not keep the others waiting.</summary>
    private const int MostAtOnce = 64;

    private readonly ConcurrentDictionary<Guid, (CalendarId Calendar, Task Turn)> _running = new();

    /// <summary>Tells the writer of this process that something is due.</summary>
    public void Wake() => queue.Wake();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await StartDueAsync(stoppingToken) == 0)
                {
                    await queue.WaitAsync(options.Value.Writer.LookEvery, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                LogStopping(_running.Count);
            }
            catch (NpgsqlException exception)
            {
                LogAway(exception.SqlState ?? exception.GetType().Name);
                await queue.WaitAsync(options.Value.Writer.LookEvery, CancellationToken.None);
            }
        }

        await Task.WhenAll(_running.Values.Select(running => running.Turn));
    }

    private async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        var room = MostAtOnce - _running.Count;
        if (room <= 0)
        {
            return 0;
        }

        var full = _running.Values.GroupBy(running => running.Calendar).Where(calendar => calendar.Count() >= DiaryGate.MostAtOnce)
            .Select(calendar => calendar.Key.Value).ToArray();
        var taken = await queue.TakeAsync(room, DiaryGate.MostAtOnce, full, options.Value.Writer.Lease, cancellationToken);
        foreach (var due in taken)
        {
            // Noted before it can end: it takes itself out of the list.
            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _running[due.AppointmentId] = (due.CalendarId, RunAsync(due, begin.Task, cancellationToken));
            begin.SetResult();
        }

        return taken.Count;
    }

    private async Task RunAsync(DueWrite due, Task begin, CancellationToken cancellationToken)
    {
        await begin;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Writer.AttemptLimit);
        try
        {
            await writing.WriteAsync(due, limit.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process ends. Whoever is left need not wait for the lease; what was done already is found by its key.
            await GiveBackAsync(due);
        }
        catch (Exception exception)
        {
            // Cut off, or a mistake of ours that one appointment has brought out: others go on, and this one comes again with its lease's end.
            LogBroken(exception, due.AppointmentId);
        }
        finally
        {
            _running.TryRemove(due.AppointmentId, out _);
            queue.Wake();
        }
    }

    private async Task GiveBackAsync(DueWrite due)
    {
        try
        {
            await queue.GiveBackAsync(due, CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            LogAway(exception.SqlState ?? exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events that wait to be written could not be looked for ({Code}); the next round will")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Warning, "The event of appointment {Appointment} was not written; it is tried again after its lease")]
    private partial void LogBroken(Exception exception, Guid appointment);

    [LoggerMessage(LogLevel.Debug, "No more events are written, but for {Count} that are being written")]
    private partial void LogStopping(int count);
}
