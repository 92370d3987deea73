using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>A telephone call, as far as its messages have told by now.</summary>
internal sealed record Call
{
#pragma warning disable CS1591 // The columns; what needs an explanation has it in Migrations/0001_voice.sql.
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string CallId { get; init; }
    public Guid? AgentId { get; init; }
    public string? AssistantId { get; init; }
    public string? Type { get; init; }
    public string? Caller { get; init; }
    public string? Dialled { get; init; }
    public string? Status { get; init; }
    public required DateTimeOffset BegunAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedReason { get; init; }
    public decimal? DurationSeconds { get; init; }
    public decimal? Cost { get; init; }
    public string? Summary { get; init; }
    public string? Transcript { get; init; }
    public string? RecordingUrl { get; init; }
    public string Outcome { get; init; } = "none";
    public bool HasReport { get; init; }
    public bool IsStartAnnounced { get; init; }
    public bool IsEndAnnounced { get; init; }
    public DateTimeOffset? ContentRemovedAt { get; init; }
#pragma warning restore CS1591

    // A call passes these in this order; what arrives late does not turn it back. A state that Vapi adds one day counts as under way.
    private static readonly string[] States = ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"];

    /// <summary>True once somebody speaks, or has spoken, on the line.</summary>
    public bool HasStarted => HasReport || Rank(Status) >= Rank("in-progress");

    /// <summary>
    /// The call with what one more message says of it. The order of messages does not matter, nor how often each comes: a report
    /// outweighs status updates, a later state an earlier one, and nothing known is ever unlearned.
    /// </summary>
    public Call With(CallFacts facts, Guid? agent, CallProgress progress, bool isReport)
    {
        var caller = PhoneNumber.Parse(facts.CallerNumber)?.Value;
        var status = isReport ? "ended" : progress.Status;
        return this with
        {
            AgentId = AgentId ?? agent,
            AssistantId = AssistantId ?? facts.AssistantId,
            Type = Type ?? facts.Type,
            Caller = Caller ?? caller,
            Dialled = Dialled ?? PhoneNumber.Parse(facts.DialledNumber)?.Value,
            Status = Rank(status) > Rank(Status) ? status : Status,
            StartedAt = Prefer(StartedAt, progress.StartedAt, isReport),
            EndedAt = Prefer(EndedAt, progress.EndedAt ?? (status == "ended" ? progress.SentAt : null), isReport),
            EndedReason = isReport && !HasReport ? progress.EndedReason ?? EndedReason : EndedReason ?? progress.EndedReason,
            DurationSeconds = DurationSeconds ?? progress.DurationSeconds,
            Cost = Cost ?? progress.Cost,
            Summary = ContentRemovedAt is null ? Summary ?? progress.Summary : null,
            Transcript = ContentRemovedAt is null ? Transcript ?? progress.Transcript : null,
            RecordingUrl = ContentRemovedAt is null ? RecordingUrl ?? progress.RecordingUrl : null,
            HasReport = HasReport || isReport,
        };
    }

    /// <summary>How long it took, as reported or from its times.</summary>
    public decimal? Seconds => DurationSeconds
        ?? (StartedAt is { } start && EndedAt is { } end && end >= start ? decimal.Round((decimal)(end - start).TotalSeconds, 4) : null);

    private DateTimeOffset? Prefer(DateTimeOffset? known, DateTimeOffset? told, bool isReport) =>
        isReport && !HasReport ? told ?? known : known ?? told;

    private static int Rank(string? status) => status is null ? -1 : Array.IndexOf(States, status) is >= 0 and var rank ? rank : Array.IndexOf(States, "in-progress");
}
