using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Voice;

/// <summary>
/// Books, finds, moves and calls off for callers. What a caller may find, move or call off is what was booked for the number they
/// call from, or from it, and nothing else.
/// </summary>
internal sealed class VoiceBookings(
    CalendarDirectory calendars, Booker booker, AppointmentChanger changer, AppointmentReader reader, ReplyStore replies, TimeProvider time)
{
    /// <summary>As many as can be read out.</summary>
    private const int MostCandidates = 5;

    /// <summary>Books a viewing.</summary>
    public async Task<VoiceBookingReply> BookAsync(WorkspaceId workspace, VoiceBookingRequest request, CancellationToken cancellationToken)
    {
        var calendar = await calendars.ChooseAsync(workspace, request.Calendar?.CalendarId, VoiceOpenings.Owner(request.Calendar), cancellationToken);
        var phone = PhoneNumber.Parse(request.AttendeePhone);
        if (!IsKey(request.CallId, request.ToolCallId)
            || !IsLine(request.PropertyAddress, AppointmentLimits.Address) || !IsLine(request.AttendeeName, AppointmentLimits.Name)
            || (request.AttendeeEmail is { } email && !TextRules.IsEmail(email))
            || (request.AttendeePhone is not null && phone is null)
            || (request.Notes is { } notes && !TextRules.IsBlock(notes, AppointmentLimits.Notes)))
        {
            return VoiceReplies.From(Outcome.Refused(calendar, VoiceOutcome.Invalid));
        }

        return VoiceReplies.From(await booker.BookAsync(
            new BookingOrder
            {
                Calendar = calendar,
                StartTime = request.StartTime,
                PropertyAddress = request.PropertyAddress.Trim(),
                AttendeeName = request.AttendeeName.Trim(),
                AttendeeEmail = request.AttendeeEmail,
                AttendeePhone = phone?.Value,
                CallerPhone = PhoneNumber.Parse(request.CallerPhone)?.Value,
                Notes = request.Notes,
                AgentId = request.Calendar?.AgentId,
                Actor = Actor.Caller(request.CallId),
                Key = ReplyKey.OfToolCall(request.CallId, request.ToolCallId),
            },
            cancellationToken));
    }

    /// <summary>The caller's coming viewings, or those for a number that a caller without one says is theirs.</summary>
    public async Task<VoiceBookingReply> FindAsync(WorkspaceId workspace, VoiceFindRequest request, CancellationToken cancellationToken)
    {
        var found = request.CallerPhone is null && PhoneNumber.Parse(request.ClaimedPhone) is { } claimed
            ? await reader.ComingForAsync(workspace, claimed.Value, time.GetUtcNow(), MostCandidates, cancellationToken)
            : await ComingAsync(workspace, request.CallerPhone, cancellationToken);
        if (found.Count > 1 && request.AttendeeName is { } name && found.Where(item => IsNamed(item, name)).ToList() is { Count: > 0 } named)
        {
            found = named;
        }

        return VoiceReplies.From(await DescribeAsync(workspace, found, cancellationToken));
    }

    /// <summary>Moves the caller's viewing.</summary>
    public Task<VoiceBookingReply> RescheduleAsync(WorkspaceId workspace, VoiceRescheduleRequest request, CancellationToken cancellationToken) =>
        OnOwnAsync(
            workspace, request.CallId, request.ToolCallId, request.CallerPhone, request.AppointmentId,
            order => changer.MoveAsync(order, request.StartTime, cancellationToken),
            () => Task.FromResult<Outcome?>(null),
            cancellationToken);

    /// <summary>Calls the caller's viewing off.</summary>
    public Task<VoiceBookingReply> CancelAsync(WorkspaceId workspace, VoiceCancelRequest request, CancellationToken cancellationToken)
    {
        var reason = request.Reason is { } given && TextRules.IsBlock(given, AppointmentLimits.Reason) ? given : null;
        return OnOwnAsync(
            workspace, request.CallId, request.ToolCallId, request.CallerPhone, request.AppointmentId,
            order => changer.CancelAsync(order, reason, cancellationToken),
            () => CancelledBeforeAsync(workspace, request, cancellationToken),
            cancellationToken);
    }

    /// <summary>Finds the one viewing that is meant and acts on it; asks which when there are several.</summary>
    private async Task<VoiceBookingReply> OnOwnAsync(
        WorkspaceId workspace, string? callId, string toolCallId, string? callerPhone, string? appointmentId, Func<ChangeOrder, Task<Outcome>> act,
        Func<Task<Outcome?>> alreadyDone, CancellationToken cancellationToken)
    {
        if (!IsKey(callId, toolCallId))
        {
            return VoiceReplies.From(new Outcome { Code = VoiceOutcome.Invalid, Timezone = await TimezoneAsync(workspace, cancellationToken) });
        }

        var key = ReplyKey.OfToolCall(callId, toolCallId);
        if (await replies.FindAsync(workspace, key, cancellationToken) is { } known)
        {
            return VoiceReplies.From(known);
        }

        var meant = await ComingAsync(workspace, callerPhone, cancellationToken, Guid.TryParse(appointmentId, out var id) ? id : null);
        var outcome = meant.Count == 1
            ? await act(new ChangeOrder(workspace, meant[0].AppointmentId, Actor.Caller(callId), key))
            : await replies.KeepAsync(
                workspace, key, (meant.Count == 0 ? await alreadyDone() : null) ?? await DescribeAsync(workspace, meant, cancellationToken), cancellationToken);
        return VoiceReplies.From(outcome.Code == OutcomeCode.NotActive ? outcome with { Code = VoiceOutcome.NotFound, Appointment = null } : outcome);
    }

    // The model's second try of a cancellation finds nothing any more: it gets the answer of the first.
    private async Task<Outcome?> CancelledBeforeAsync(WorkspaceId workspace, VoiceCancelRequest request, CancellationToken cancellationToken)
    {
        Guid? id = Guid.TryParse(request.AppointmentId, out var given) ? given : null;
        return PhoneNumber.Parse(request.CallerPhone) is { } phone && request.CallId is { } call
            && await reader.CancelledInCallAsync(workspace, phone.Value, call, id, cancellationToken) is { } cancelled
            && await calendars.FindAsync(workspace, cancelled.CalendarId, cancellationToken) is { } calendar
            ? Outcome.Done(calendar, VoiceOutcome.Cancelled, cancelled)
            : null;
    }

    private async Task<IReadOnlyList<Appointment>> ComingAsync(
        WorkspaceId workspace, string? phone, CancellationToken cancellationToken, Guid? id = null) =>
        PhoneNumber.Parse(phone) is { } number
            ? await reader.ComingOfAsync(workspace, number.Value, id, time.GetUtcNow(), MostCandidates, cancellationToken)
            : [];

    private async Task<Outcome> DescribeAsync(WorkspaceId workspace, IReadOnlyList<Appointment> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
        {
            return new Outcome { Code = VoiceOutcome.NotFound, Timezone = await TimezoneAsync(workspace, cancellationToken) };
        }

        var calendar = await calendars.ChooseAsync(workspace, found[0].CalendarId, owner: null, cancellationToken);
        return found.Count == 1
            ? Outcome.Done(calendar, VoiceOutcome.Found, found[0])
            : Outcome.Refused(calendar, VoiceOutcome.Several) with { Candidates = found };
    }

    private async Task<string> TimezoneAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        (await calendars.ChooseAsync(workspace, calendar: null, owner: null, cancellationToken)).Settings.Zone.Id;

    private static bool IsNamed(Appointment appointment, string name) =>
        PropertyKey.Of(appointment.AttendeeName).Contains(PropertyKey.Of(name), StringComparison.Ordinal);

    private static bool IsKey(string? callId, string? toolCallId) =>
        (callId is null || TextRules.IsLine(callId, AppointmentLimits.CallId)) && IsLine(toolCallId, AppointmentLimits.CallId);

    private static bool IsLine(string? text, int maxLength) => text is not null && TextRules.IsLine(text, maxLength);
}
