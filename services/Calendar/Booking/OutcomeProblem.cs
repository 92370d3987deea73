using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Calendar.Booking;

/// <summary>What REST clients are told when a request could not be done.</summary>
internal static class OutcomeProblem
{
    /// <summary>The problem of an outcome; null when it is a success.</summary>
    public static ProblemHttpResult? Of(Outcome outcome) => outcome.Code switch
    {
        VoiceOutcome.Booked or VoiceOutcome.Reserved or VoiceOutcome.Rescheduled or VoiceOutcome.Cancelled or OutcomeCode.Held or OutcomeCode.Changed => null,
        VoiceOutcome.UnclearTime => Problem.Invalid("start_time", "One point in time that exists, such as 2026-10-07T14:00:00-04:00."),
        VoiceOutcome.NotFound => Problem.NotFound("appointment"),
        VoiceOutcome.SlotTaken => Refused(409, outcome, "Somebody else has this time."),
        VoiceOutcome.OutsideHours => Refused(422, outcome, "This time is not within business hours."),
        VoiceOutcome.Closed => Refused(422, outcome, "The calendar is closed on this day."),
        VoiceOutcome.FullDay => Refused(422, outcome, "This day has as many viewings as the calendar allows."),
        VoiceOutcome.Notice => Refused(422, outcome, "This time is sooner than the notice the calendar needs."),
        VoiceOutcome.Horizon => Refused(422, outcome, "This time is further ahead than the calendar is open."),
        VoiceOutcome.Past => Refused(422, outcome, "This time is over."),
        VoiceOutcome.PastYear => Refused(422, outcome, "This date is in a past year. See requested_start for the next time it comes."),
        VoiceOutcome.CalendarUnavailable => Refused(503, outcome, "The connected calendar cannot be reached to see whether this time is free."),
        OutcomeCode.ReadOnly => Refused(409, outcome, "The connected calendar can be read but not written, so nothing can be booked in it."),
        OutcomeCode.HoldExpired => Refused(409, outcome, "This hold has run out or has been used."),
        OutcomeCode.TooManyHolds => Refused(429, outcome, "The calendar has too many holds at once."),
        OutcomeCode.NotActive => Refused(409, outcome, "The appointment is cancelled or over."),
        OutcomeCode.NotOver => Refused(422, outcome, "The appointment has not begun yet."),
        OutcomeCode.KeyReused => Refused(422, outcome, "This Idempotency-Key came with another request before."),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.Code}."),
    };

    private static ProblemHttpResult Refused(int status, Outcome outcome, string detail) => Problem.Of(status, outcome.Code, detail, new Dictionary<string, object?>
    {
        ["alternatives"] = outcome.Alternatives,
        ["requested_start"] = outcome.Asked,
    });
}
