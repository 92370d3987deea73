using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using PeteRental.ServiceDefaults.Telemetry;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>
/// Runs the tool calls of one message at the same time and answers each. Nothing that goes wrong in one reaches another or the
/// caller as anything but a spoken apology.
/// </summary>
public sealed partial class ToolRunner(SchedulingTools scheduling, RentalTools rentals, ToolCallJournal journal, TimeProvider time, ILogger<ToolRunner> logger)
{
    /// <summary>The assistant falls silent while it waits. After this time the caller hears that we are still at it.</summary>
    public static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(9.5);

    private static readonly Histogram<double> Durations = PeteTelemetry.Meter.CreateHistogram<double>(
        "peterental.voice.tool_call.duration", "s", "Time from receiving a tool call to its answer");

    /// <summary>The answers, one for each call and in the same order.</summary>
    public Task<ToolAnswer[]> RunAsync(Conversation conversation, IReadOnlyList<ToolCall> calls, CancellationToken ceiling) =>
        Task.WhenAll(calls.Select(call => RunAsync(conversation, call, ceiling)));

    private async Task<ToolAnswer> RunAsync(Conversation conversation, ToolCall call, CancellationToken ceiling)
    {
        var receivedAt = time.GetUtcNow();
        var watch = time.GetTimestamp();
        var answer = await AnswerAsync(conversation, call, ceiling);
        var duration = time.GetElapsedTime(watch);
        Durations.Record(
            duration.TotalSeconds,
            new("tool", Label(call)),
            new("error", answer.IsError));
        journal.Add(new ToolCallEntry(conversation, call, answer, receivedAt, duration, Activity.Current?.Id));
        return answer;
    }

    private async Task<ToolAnswer> AnswerAsync(Conversation conversation, ToolCall call, CancellationToken ceiling)
    {
        if (SituationOf(call.Defect) is { } defect)
        {
            return ToolAnswer.Error(conversation.Speech.Say(defect));
        }

        try
        {
            return await DispatchAsync(conversation, call, ceiling).WaitAsync(ceiling);
        }
        catch (OperationCanceledException)
        {
            // It may still be done; asking again gets the same answer then.
            LogSlow(Label(call));
            return ToolAnswer.Error(conversation.Speech.Say(Situation.StillChecking));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            LogAway(Label(call), exception.GetType().Name);
            return ToolAnswer.Error(conversation.Speech.Say(IsAboutHomes(call) ? Situation.HomesAway : Situation.CalendarAway));
        }
        catch (Exception exception)
        {
            // A bug of ours. The caller still hears something, and the operator sees where.
            LogBug(exception, Label(call));
            return ToolAnswer.Error(conversation.Speech.Say(Situation.CalendarAway));
        }
    }

    private Task<ToolAnswer> DispatchAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken) => call.Name.Trim() switch
    {
        ToolNames.GetAvailability => scheduling.GetAvailabilityAsync(conversation, call, cancellationToken),
        ToolNames.SetAppointment or ToolNames.BookAppointment => scheduling.SetAppointmentAsync(conversation, call, cancellationToken),
        ToolNames.FindAppointment => scheduling.FindAppointmentAsync(conversation, call, cancellationToken),
        ToolNames.RescheduleAppointment => scheduling.RescheduleAppointmentAsync(conversation, call, cancellationToken),
        ToolNames.CancelAppointment => scheduling.CancelAppointmentAsync(conversation, call, cancellationToken),
        ToolNames.SearchRentals or ToolNames.SearchProperties => rentals.SearchAsync(conversation, call, cancellationToken),
        ToolNames.GetRentalDetails => rentals.DescribeAsync(conversation, call, cancellationToken),
        ToolNames.RequestCallback => Task.FromResult(new ToolAnswer(conversation.Speech.Say(Situation.CallbackNotAvailable))),
        _ => Task.FromResult(ToolAnswer.Error(conversation.Speech.Say(Situation.ToolUnknown))),
    };

    // Names come from outside; only ours go into logs and metrics.
    private static string Label(ToolCall call) => IsKnown(call.Name) ? call.Name : "unknown";

    private static bool IsKnown(string name) => name is ToolNames.GetAvailability or ToolNames.SetAppointment or ToolNames.BookAppointment
        or ToolNames.FindAppointment or ToolNames.RescheduleAppointment or ToolNames.CancelAppointment or ToolNames.SearchRentals
        or ToolNames.SearchProperties or ToolNames.GetRentalDetails or ToolNames.RequestCallback;

    private static bool IsAboutHomes(ToolCall call) =>
        call.Name.Trim() is ToolNames.SearchRentals or ToolNames.SearchProperties or ToolNames.GetRentalDetails;

    private static Situation? SituationOf(ToolCallDefect defect) => defect switch
    {
        ToolCallDefect.None => null,
        ToolCallDefect.TooMany => Situation.TooManyAtOnce,
        ToolCallDefect.NoName => Situation.ToolUnknown,
        _ => Situation.CallUnreadable,
    };

    [LoggerMessage(LogLevel.Warning, "{Tool} took too long; the caller was told that we are still checking")]
    private partial void LogSlow(string tool);

    [LoggerMessage(LogLevel.Warning, "{Tool} failed: the service behind it does not answer ({Reason})")]
    private partial void LogAway(string tool, string reason);

    [LoggerMessage(LogLevel.Error, "{Tool} failed")]
    private partial void LogBug(Exception exception, string tool);
}
