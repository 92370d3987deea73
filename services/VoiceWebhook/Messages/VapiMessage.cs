namespace PeteRental.VoiceWebhook.Messages;

/// <summary>What Vapi wants of us.</summary>
public enum MessageKind
{
    /// <summary>Nothing that we act on.</summary>
    Other,

    /// <summary>The assistant runs tools and waits for their results.</summary>
    ToolCalls,

    /// <summary>A call comes in on a number without an assistant: which one shall take it?</summary>
    AssistantRequest,

    /// <summary>What do the workspace's documents say about what the caller just said?</summary>
    KnowledgeBaseRequest,

    /// <summary>The call changed its state.</summary>
    StatusUpdate,

    /// <summary>The call is over; how it went.</summary>
    EndOfCallReport,
}

/// <summary>One webhook message, as far as we read it. Values are as they were sent: nothing is trusted yet.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="Call">Which call, and who is on it.</param>
/// <param name="ToolCalls">In the order of the request; empty for other kinds.</param>
/// <param name="HasTopLevelResult">The sender speaks the legacy protocol, which takes one <c>result</c> instead of a list.</param>
/// <param name="Progress">How the call stands, for status updates and reports.</param>
/// <param name="Question">What the caller said last, for knowledge base requests; null when nobody said anything.</param>
public sealed record VapiMessage(
    MessageKind Kind, CallFacts Call, IReadOnlyList<ToolCall> ToolCalls, bool HasTopLevelResult, CallProgress? Progress, string? Question = null);

/// <summary>The call that a message belongs to.</summary>
/// <param name="CallId">Vapi's id; null when the sender gives none.</param>
/// <param name="Type">inboundPhoneCall, outboundPhoneCall, webCall, …</param>
/// <param name="AssistantId">The assistant on the call; null before one was chosen.</param>
/// <param name="CallerNumber">As sent; null on web calls.</param>
/// <param name="DialledNumber">The number of ours that was called, as sent.</param>
public sealed record CallFacts(string? CallId, string? Type, string? AssistantId, string? CallerNumber, string? DialledNumber);

/// <summary>What a status update or an end-of-call report says about the call.</summary>
/// <param name="Status">queued, ringing, in-progress, ended …; null in a report.</param>
/// <param name="SentAt">When Vapi sent the message.</param>
/// <param name="StartedAt">When the call began.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="EndedReason">Why it was over, in Vapi's growing list of words.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="DurationSeconds">As reported; null otherwise.</param>
/// <param name="Summary">What was said, in short.</param>
/// <param name="Transcript">What was said.</param>
/// <param name="RecordingUrl">Where it can be heard.</param>
public sealed record CallProgress(
    string? Status,
    DateTimeOffset? SentAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? EndedReason,
    decimal? Cost,
    decimal? DurationSeconds,
    string? Summary,
    string? Transcript,
    string? RecordingUrl);

/// <summary>One tool that the assistant wants to be run.</summary>
/// <param name="Id">Opaque, to be given back unchanged; empty when it was missing.</param>
/// <param name="Name">The tool; empty when it was missing.</param>
/// <param name="Arguments">What the model filled in.</param>
/// <param name="Defect">Why it cannot be run, if so.</param>
public sealed record ToolCall(string Id, string Name, ToolArguments Arguments, ToolCallDefect Defect);

/// <summary>What is wrong with a tool call.</summary>
public enum ToolCallDefect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Without a usable id no result can be assigned to it.</summary>
    UnusableId,

    /// <summary>No tool is named.</summary>
    NoName,

    /// <summary>The arguments are not a JSON object, cut off in the middle for example.</summary>
    UnreadableArguments,

    /// <summary>More tools at once than any conversation needs.</summary>
    TooMany,
}
