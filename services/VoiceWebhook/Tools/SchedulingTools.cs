using System.Globalization;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>
/// The tools around viewings. Which viewing a caller may hear about, move or cancel is decided by the number the call comes from,
/// never by an argument (docs/decisions/0010).
/// </summary>
public sealed class SchedulingTools(CalendarClient calendar, HomeRecognition homes)
{
    private const int LongestWord = 100;
    private const int MostDaysAhead = 60;

    /// <summary>get_availability</summary>
    public async Task<ToolAnswer> GetAvailabilityAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        var question = new VoiceAvailabilityRequest(
            Choice(conversation, arguments),
            BookingDetails.Words(arguments[Argument.Date], LongestWord),
            BookingDetails.Words(arguments[Argument.TimeOfDay], LongestWord),
            WholeNumber(arguments[Argument.DaysAhead]) is { } days ? Math.Clamp(days, 1, MostDaysAhead) : null);
        var reply = await calendar.FindOpeningsAsync(conversation.Workspace, question, cancellationToken);
        return new ToolAnswer(conversation.Speech.Openings(reply, arguments[Argument.PropertyAddress]), Outcome: CallOutcome.Searched);
    }

    /// <summary>set_appointment</summary>
    public async Task<ToolAnswer> SetAppointmentAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        if (BookingDetails.Read(call.Arguments, conversation.Caller, out var missing) is not { } details)
        {
            return new ToolAnswer(conversation.Speech.Say(missing));
        }

        var home = await homes.RecogniseAsync(
            conversation.Workspace, details.Address, BookingDetails.Words(call.Arguments[Argument.Website], RentalTools.LongestWebsite), cancellationToken);
        if (home.Candidates.Count > 0)
        {
            return new ToolAnswer(conversation.Speech.Homes.WhichOne(home.Candidates));
        }

        var booking = new VoiceBookingRequest(
            Choice(conversation, call.Arguments),
            conversation.Facts.CallId,
            ToolCallKey.Of(conversation, call),
            home.Address,
            details.StartTime,
            details.Name,
            details.Email,
            details.Phone?.Value,
            details.Notes,
            conversation.Caller?.Value);
        return Answer(conversation, await calendar.BookAsync(conversation.Workspace, booking, cancellationToken));
    }

    /// <summary>find_appointment</summary>
    public async Task<ToolAnswer> FindAppointmentAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        var given = PhoneNumber.Parse(call.Arguments[Argument.AttendeePhone]);
        var name = BookingDetails.Words(call.Arguments[Argument.AttendeeName], LongestWord);
        if (conversation.Caller is not { } caller)
        {
            return await FindUnprovenAsync(conversation, given, name, cancellationToken);
        }

        var reply = await calendar.FindAsync(conversation.Workspace, new(caller.Value, name), cancellationToken);
        return given is not { } other || other == caller ? Answer(conversation, reply)
            : BookedFor(other, reply) is { } forOther ? Answer(conversation, forOther)
            : new ToolAnswer(conversation.Speech.Say(Situation.OtherNumber));
    }

    /// <summary>reschedule_appointment</summary>
    public async Task<ToolAnswer> RescheduleAppointmentAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        if (conversation.Caller is not { } caller)
        {
            return new ToolAnswer(conversation.Speech.Say(Situation.CallerNumberHidden));
        }

        if (BookingDetails.Words(call.Arguments[Argument.StartTime], LongestWord) is not { } time)
        {
            return new ToolAnswer(conversation.Speech.Say(Situation.TimeMissing));
        }

        var change = new VoiceRescheduleRequest(
            conversation.Facts.CallId,
            ToolCallKey.Of(conversation, call),
            caller.Value,
            await WhichAsync(conversation, caller, call.Arguments, cancellationToken),
            time);
        return Answer(conversation, await calendar.RescheduleAsync(conversation.Workspace, change, cancellationToken));
    }

    /// <summary>cancel_appointment</summary>
    public async Task<ToolAnswer> CancelAppointmentAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        if (conversation.Caller is not { } caller)
        {
            return new ToolAnswer(conversation.Speech.Say(Situation.CallerNumberHidden));
        }

        var change = new VoiceCancelRequest(
            conversation.Facts.CallId,
            ToolCallKey.Of(conversation, call),
            caller.Value,
            await WhichAsync(conversation, caller, call.Arguments, cancellationToken),
            BookingDetails.Words(call.Arguments[Argument.Reason], 500));
        return Answer(conversation, await calendar.CancelAsync(conversation.Workspace, change, cancellationToken));
    }

    // Number and name are known to many. They are enough to be reminded of a time, not to learn where somebody will be.
    private async Task<ToolAnswer> FindUnprovenAsync(
        Conversation conversation, PhoneNumber? given, string? name, CancellationToken cancellationToken)
    {
        if (given is not { } number || name is null)
        {
            return new ToolAnswer(conversation.Speech.Say(Situation.NumberAndNameMissing));
        }

        var reply = await calendar.FindAsync(conversation.Workspace, new(CallerPhone: null, name, ClaimedPhone: number.Value), cancellationToken);
        var match = Viewings(reply)
            .Where(appointment => PersonName.Matches(name, appointment.AttendeeName))
            .MinBy(appointment => appointment.StartTime);
        return new ToolAnswer(match is null
            ? conversation.Speech.Say(Situation.NothingUnderNumberAndName)
            : conversation.Speech.FoundUnproven(match));
    }

    // Of what the caller may hear about anyway, what they booked for the number they name.
    private static VoiceBookingReply? BookedFor(PhoneNumber other, VoiceBookingReply found)
    {
        var meant = Viewings(found).Where(viewing => viewing.AttendeePhone == other.Value).ToList();
        return meant.Count switch
        {
            0 => null,
            1 => found with { Outcome = VoiceOutcome.Found, Appointment = meant[0], Candidates = [] },
            _ => found with { Candidates = meant },
        };
    }

    private static IEnumerable<SpokenAppointment> Viewings(VoiceBookingReply reply) =>
        reply.Appointment is { } only ? reply.Candidates.Prepend(only) : reply.Candidates;

    private static ToolAnswer Answer(Conversation conversation, VoiceBookingReply reply)
    {
        var outcome = reply.Appointment is null ? CallOutcome.None : reply.Outcome switch
        {
            // The time is taken for the caller: whether the viewing is confirmed is told later, and not in this call.
            VoiceOutcome.Booked or VoiceOutcome.Reserved => CallOutcome.Booked,
            VoiceOutcome.Rescheduled => CallOutcome.Rescheduled,
            VoiceOutcome.Cancelled => CallOutcome.Cancelled,
            _ => CallOutcome.None,
        };
        return new ToolAnswer(conversation.Speech.Scheduling(reply, conversation.Caller?.Value), Outcome: outcome);
    }

    private static CalendarChoice Choice(Conversation conversation, ToolArguments arguments) =>
        new(conversation.Agent.CalendarId, BookingDetails.Words(arguments[Argument.UserId], LongestWord), conversation.Agent.AgentId);

    /// <summary>The id of the viewing that is meant, among the caller's own; null when nothing, or nothing clear, was said about it.</summary>
    private async Task<string?> WhichAsync(
        Conversation conversation, PhoneNumber caller, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var said = BookingDetails.Words(arguments[Argument.AppointmentId], LongestWord)
            ?? BookingDetails.Words(arguments[Argument.PropertyAddress], LongestWord);
        if (said is null || Guid.TryParse(said, out _))
        {
            return said;
        }

        var coming = await calendar.FindAsync(conversation.Workspace, new(caller.Value, null), cancellationToken);
        return ViewingChoice.Find(coming.Candidates, said)?.AppointmentId.ToString();
    }

    private static int? WholeNumber(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000 ? (int)number : null;
}
