using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>Notes bookings on the calls they were made in, also when this service died before it could do so itself.</summary>
public sealed class BookedOutcomes(CallOutcomeStore store) : IConsumer<Batch<AppointmentBooked>>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<Batch<AppointmentBooked>> context) => store.RecordBookedAsync(
        [.. context.Message.Select(one => ViewingEvent.Of(one, one.Message.Appointment, isByCaller: true))], context.CancellationToken);
}

/// <summary>Notes on a call that what was booked in it was moved in it again.</summary>
public sealed class RescheduledOutcomes(CallOutcomeStore store) : IConsumer<Batch<AppointmentRescheduled>>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<Batch<AppointmentRescheduled>> context) => store.RecordChangedAsync(
        CallOutcome.Rescheduled,
        [.. context.Message.Select(one => ViewingEvent.Of(one, one.Message.Appointment, one.Message.RescheduledBy == "caller"))],
        context.CancellationToken);
}

/// <summary>Notes on a call that what was booked in it was called off in it again.</summary>
public sealed class CancelledOutcomes(CallOutcomeStore store) : IConsumer<Batch<AppointmentCancelled>>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<Batch<AppointmentCancelled>> context) => store.RecordChangedAsync(
        CallOutcome.Cancelled,
        [.. context.Message.Select(one => ViewingEvent.Of(one, one.Message.Appointment, one.Message.CancelledBy == "caller"))],
        context.CancellationToken);
}

/// <summary>Something that happened to a viewing.</summary>
/// <param name="MessageId">The event's id.</param>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="CallId">The call that the viewing was booked in; null when it was not booked in a call.</param>
/// <param name="AgentId">The agent that booked it.</param>
/// <param name="At">When it happened.</param>
/// <param name="IsByCaller">It was the caller, not the manager or their calendar.</param>
public sealed record ViewingEvent(Guid MessageId, Guid WorkspaceId, string? CallId, Guid? AgentId, DateTimeOffset At, bool IsByCaller)
{
    internal static ViewingEvent Of<TEvent>(ConsumeContext<TEvent> context, AppointmentFacts appointment, bool isByCaller)
        where TEvent : class, IWorkspaceEvent => new(
            context.MessageId ?? throw new InvalidOperationException("An event without a message id did not come from an outbox."),
            context.Message.WorkspaceId,
            appointment.CallId,
            appointment.AgentId,
            context.Message.OccurredAt.ToUniversalTime(),
            isByCaller);
}
