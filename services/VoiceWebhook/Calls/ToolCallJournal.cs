using System.Threading.Channels;
using Npgsql;
using PeteRental.ServiceDefaults.Telemetry;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>A tool call that was answered.</summary>
/// <param name="Conversation">The call it was made in.</param>
/// <param name="Call">What was asked.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="ReceivedAt">When it was asked.</param>
/// <param name="Duration">How long the answer took.</param>
/// <param name="Traceparent">The trace of the request, which what is written later belongs to.</param>
public sealed record ToolCallEntry(
    Conversation Conversation, ToolCall Call, ToolAnswer Answer, DateTimeOffset ReceivedAt, TimeSpan Duration, string? Traceparent);

/// <summary>
/// Writes answered tool calls after the caller has heard the answer, so that no answer waits for a disk. What must not be lost (the
/// viewing itself) is in Calendar's database before it is spoken of; this is the record of the conversation. While the database is
/// away, entries wait here, up to a limit, and are written when it is back.
/// </summary>
public sealed partial class ToolCallJournal(JournalStore store, CallStore calls, ILogger<ToolCallJournal> logger, TimeProvider time) : BackgroundService
{
    private const int MostEntries = 20_000;
    private const int MostReports = 500;
    private const int BatchSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Under load a few large transactions take far less from the bookings' disk than many small ones.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<ToolCallEntry> _entries = Channel.CreateBounded<ToolCallEntry>(
        new BoundedChannelOptions(MostEntries) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        _ => Dropped.Add(1));

    private readonly Channel<CallReport> _reports = Channel.CreateBounded<CallReport>(
        new BoundedChannelOptions(MostReports) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        _ => Dropped.Add(1));

    private static readonly System.Diagnostics.Metrics.Counter<long> Dropped = PeteTelemetry.Meter.CreateCounter<long>(
        "peterental.voice.journal.dropped", description: "Entries lost because the database was away for too long");

    /// <summary>Takes an answered tool call. What cannot be told apart from others (no usable id) is not kept.</summary>
    public void Add(ToolCallEntry entry)
    {
        if (entry.Call.Defect is not ToolCallDefect.UnusableId)
        {
            _entries.Writer.TryWrite(entry);
        }
    }

    /// <summary>Takes a report that could not be written while its sender waited.</summary>
    public void AddLate(CallReport report) => _reports.Writer.TryWrite(report);

    /// <summary>Writes what still waits when the service stops, for a few seconds at most.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        _reports.Writer.TryComplete();
        try
        {
            await (ExecuteTask ?? Task.CompletedTask).WaitAsync(FlushLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogLost(_entries.Reader.Count + _reports.Reader.Count);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(WriteEntriesAsync(stoppingToken), WriteReportsAsync(stoppingToken));

    private async Task WriteEntriesAsync(CancellationToken stoppingToken)
    {
        var batch = new List<ToolCallEntry>(BatchSize);
        while (await _entries.Reader.WaitToReadAsync(stoppingToken))
        {
            if (_entries.Reader.Count < BatchSize)
            {
                await Task.Delay(Gathering, time, stoppingToken);
            }

            while (batch.Count < BatchSize && _entries.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            await PersistAsync(batch, stoppingToken);
            batch.Clear();
        }
    }

    private async Task PersistAsync(List<ToolCallEntry> batch, CancellationToken stoppingToken)
    {
        if (await TryWriteAsync(token => store.WriteAsync(batch, token), stoppingToken))
        {
            return;
        }

        // One entry of the batch is not acceptable: the others are.
        foreach (var entry in batch)
        {
            await TryWriteAsync(token => store.WriteAsync([entry], token), stoppingToken);
        }
    }

    private async Task WriteReportsAsync(CancellationToken stoppingToken)
    {
        await foreach (var report in _reports.Reader.ReadAllAsync(stoppingToken))
        {
            await TryWriteAsync(token => calls.RecordAsync(report, token), stoppingToken);
        }
    }

    /// <summary>Writes, as often as it takes while the database is away. False when the database refuses what is to be written.</summary>
    private async Task<bool> TryWriteAsync(Func<CancellationToken, Task> write, CancellationToken stoppingToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await write(stoppingToken);
                return true;
            }
            catch (Exception exception) when (IsAway(exception))
            {
                if (isFirst)
                {
                    LogWaiting(exception.GetType().Name);
                }

                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Trying again would not help, and what comes after must not wait for it.
                LogRefused(exception);
                return false;
            }
        }
    }

    private static bool IsAway(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState is PostgresErrorCodes.QueryCanceled,
        NpgsqlException or TimeoutException => true,
        _ => false,
    };

    [LoggerMessage(LogLevel.Error, "The service stops while the database cannot be reached: {Count} and more entries of the call journal are lost")]
    private partial void LogLost(int count);

    [LoggerMessage(LogLevel.Error, "Something of the call journal cannot be written")]
    private partial void LogRefused(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The call journal waits: the database cannot be reached ({Reason})")]
    private partial void LogWaiting(string reason);
}
