using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Stats;

/// <summary>Counts bookings.</summary>
internal sealed class BookedFacts(FactStore facts) : IConsumer<Batch<AppointmentBooked>>
{
    public Task Consume(ConsumeContext<Batch<AppointmentBooked>> context) => facts.RecordAsync(
        nameof(BookedFacts),
        [
            .. context.Message.Select(one => FactReading.Of(one, one.Message.Appointment) with
            {
                BookedAt = one.Message.OccurredAt,
                BookedInCall = one.Message.Appointment.CallId,
            }),
        ],
        context.CancellationToken);
}

/// <summary>Follows viewings to their new times.</summary>
internal sealed class RescheduledFacts(FactStore facts) : IConsumer<Batch<AppointmentRescheduled>>
{
    public Task Consume(ConsumeContext<Batch<AppointmentRescheduled>> context) => facts.RecordAsync(
        nameof(RescheduledFacts), [.. context.Message.Select(one => FactReading.Of(one, one.Message.Appointment))], context.CancellationToken);
}

/// <summary>Counts cancellations.</summary>
internal sealed class CancelledFacts(FactStore facts) : IConsumer<Batch<AppointmentCancelled>>
{
    public Task Consume(ConsumeContext<Batch<AppointmentCancelled>> context) => facts.RecordAsync(
        nameof(CancelledFacts),
        [.. context.Message.Select(one => FactReading.Of(one, one.Message.Appointment) with { CancelledAt = one.Message.OccurredAt })],
        context.CancellationToken);
}

/// <summary>Counts who did not come.</summary>
internal sealed class ClosedFacts(FactStore facts) : IConsumer<Batch<AppointmentClosed>>
{
    public Task Consume(ConsumeContext<Batch<AppointmentClosed>> context) => facts.RecordAsync(
        nameof(ClosedFacts), [.. context.Message.Select(one => FactReading.Of(one, one.Message.Appointment))], context.CancellationToken);
}

/// <summary>Counts calls.</summary>
internal sealed class StartedCallFacts(FactStore facts) : IConsumer<Batch<CallStarted>>
{
    public Task Consume(ConsumeContext<Batch<CallStarted>> context) => facts.RecordAsync(
        nameof(StartedCallFacts),
        [
            .. context.Message.Select(one =>
                new CallFact(FactReading.IdOf(one), one.Message.WorkspaceId, one.Message.CallId, one.Message.AgentId) { StartedAt = one.Message.OccurredAt }),
        ],
        context.CancellationToken);
}

/// <summary>Counts how long calls took, and what came of them.</summary>
internal sealed class EndedCallFacts(FactStore facts) : IConsumer<Batch<CallEnded>>
{
    public Task Consume(ConsumeContext<Batch<CallEnded>> context) => facts.RecordAsync(
        nameof(EndedCallFacts),
        [
            .. context.Message.Select(one => new CallFact(FactReading.IdOf(one), one.Message.WorkspaceId, one.Message.CallId, one.Message.AgentId)
            {
                EndedAt = one.Message.OccurredAt,
                Seconds = one.Message.DurationSeconds,
                Outcome = one.Message.Outcome,
            }),
        ],
        context.CancellationToken);
}

/// <summary>Reads what statistics need out of events.</summary>
internal static class FactReading
{
    public static AppointmentFact Of<TEvent>(ConsumeContext<TEvent> context, AppointmentFacts appointment)
        where TEvent : class, IWorkspaceEvent => new(
            IdOf(context), context.Message.WorkspaceId, appointment.AppointmentId, appointment.AgentId, appointment.Status, appointment.StartAt,
            appointment.Revision, context.Message.OccurredAt);

    public static Guid IdOf(MessageContext context) =>
        context.MessageId ?? throw new InvalidOperationException("An event without a message id did not come from an outbox.");
}
