using System.Text.Json.Serialization;

namespace PeteRental.Contracts.Events;

/// <summary>A person has connected an account's calendar, for the first time or again. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="UserId">Whose account it is.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="AccountEmail">The account, for people.</param>
public sealed record CalendarConnected(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("user_id")] Guid UserId,
    [property: JsonPropertyName("connection_id")] Guid ConnectionId,
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("account_email")] string AccountEmail) : IWorkspaceEvent;

/// <summary>A person has disconnected an account, or was erased. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="UserId">Whose account it was.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="AccountEmail">The account, for people; empty after an erasure.</param>
public sealed record CalendarDisconnected(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("user_id")] Guid UserId,
    [property: JsonPropertyName("connection_id")] Guid ConnectionId,
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("account_email")] string AccountEmail) : IWorkspaceEvent;

/// <summary>An account's grant is gone, and only its owner can give a new one. Published by Calendar, once for each loss.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was noticed.</param>
/// <param name="UserId">Whose account it is.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="AccountEmail">The account, for people.</param>
public sealed record CalendarReconnectRequired(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("user_id")] Guid UserId,
    [property: JsonPropertyName("connection_id")] Guid ConnectionId,
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("account_email")] string AccountEmail) : IWorkspaceEvent;

/// <summary>A reserved viewing was checked against the provider's diary and is confirmed now. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Appointment">As it stands now.</param>
public sealed record AppointmentConfirmed(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment) : IWorkspaceEvent;

/// <summary>
/// A viewing and the provider's diary contradict each other: a reserved viewing's time turned out to be taken, or its event was moved to
/// where it cannot be. The viewing stands as it is until somebody moves it or calls it off. Published by Calendar.
/// </summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was noticed.</param>
/// <param name="Appointment">As it stands.</param>
/// <param name="Alternatives">At most three openings nearest to it.</param>
public sealed record AppointmentConflictDetected(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment,
    [property: JsonPropertyName("alternatives")] IReadOnlyList<AlternativeTime> Alternatives) : IWorkspaceEvent;

/// <summary>An opening. Both ends are instants with the calendar's offset.</summary>
public sealed record AlternativeTime(
    [property: JsonPropertyName("start_time")] DateTimeOffset StartTime, [property: JsonPropertyName("end_time")] DateTimeOffset EndTime);

/// <summary>A viewing could not be written to the provider's diary for a while. It is booked all the same, and tried again. Published by Calendar.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was given up for now.</param>
/// <param name="Appointment">As it stands.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="ErrorCode">Stable, such as provider_forbidden.</param>
/// <param name="Attempts">So far.</param>
public sealed record AppointmentSyncFailed(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("appointment")] AppointmentFacts Appointment,
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("error_code")] string ErrorCode,
    [property: JsonPropertyName("attempts")] int Attempts) : IWorkspaceEvent;
