using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.VoiceWebhook.Calls;

/// <summary>The calls of a workspace, as its members see them.</summary>
internal static class CallEndpoints
{
    public static void MapCalls(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/calls").RequireMember().WithTags("Calls");
        group.MapGet("/", ListAsync)
            .WithSummary("Calls of the workspace, newest first")
            .WithDescription("Filtered by when the call was first heard of, by its outcome (booked, rescheduled, cancelled, callback, searched, none) and by agent.");
        group.MapGet("/{id}", FindAsync)
            .WithSummary("A call with its transcript and the tools that ran in it")
            .WithDescription("The id is Vapi's, as appointments carry it in call_id. Transcript, summary, recording and the words of tool calls are removed after the retention time.");
    }

    private static async Task<Results<Ok<CallPage>, ProblemHttpResult>> ListAsync(
        CurrentMember member,
        CallReader reader,
        [AsParameters] PageQuery page,
        [AsParameters] CallFilter filter,
        CancellationToken cancellationToken)
    {
        if (!page.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "This is not a cursor of this list.");
        }

        if (filter.Outcome is { } outcome && CallOutcomes.Parse(outcome) is null)
        {
            return Problem.Invalid("outcome", "One of booked, rescheduled, cancelled, callback, searched, none.");
        }

        var found = await reader.ListAsync(member.WorkspaceId, filter, start, page.Size, cancellationToken);
        var listed = Page.Of(found, page.Size, call => new Cursor(call.BegunAt, call.Id));
        return TypedResults.Ok(new CallPage([.. listed.Items.Select(CallSummary.Of)], listed.NextCursor));
    }

    private static async Task<Results<Ok<CallDetails>, ProblemHttpResult>> FindAsync(
        string id, CurrentMember member, CallReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(member.WorkspaceId, id, cancellationToken) is { } found ? TypedResults.Ok(found) : Problem.NotFound("call");
}

/// <summary>Which calls to list.</summary>
internal sealed class CallFilter
{
    /// <summary>Only calls from this instant on.</summary>
    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; set; }

    /// <summary>Only calls before this instant.</summary>
    [FromQuery(Name = "to")]
    public DateTimeOffset? To { get; set; }

    /// <summary>Only calls with this outcome.</summary>
    [FromQuery(Name = "outcome")]
    public string? Outcome { get; set; }

    /// <summary>Only calls that this agent took.</summary>
    [FromQuery(Name = "agent_id")]
    public Guid? AgentId { get; set; }
}

/// <summary>A page of calls.</summary>
/// <param name="Calls">Newest first.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
internal sealed record CallPage(IReadOnlyList<CallSummary> Calls, string? NextCursor);

/// <summary>A call in a list.</summary>
/// <param name="CallId">Vapi's id.</param>
/// <param name="AgentId">The agent that took it.</param>
/// <param name="Type">inboundPhoneCall, outboundPhoneCall, webCall, …</param>
/// <param name="Caller">E.164; null when the call showed no number.</param>
/// <param name="Dialled">The number that was called.</param>
/// <param name="Status">scheduled, queued, ringing, in-progress, forwarding or ended.</param>
/// <param name="BegunAt">When it was first heard of.</param>
/// <param name="StartedAt">When somebody answered.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="EndedReason">In Vapi's words.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="Outcome">booked, rescheduled, cancelled, callback, searched or none.</param>
/// <param name="Summary">What was said, in short.</param>
internal record CallSummary(
    string CallId,
    Guid? AgentId,
    string? Type,
    string? Caller,
    string? Dialled,
    string? Status,
    DateTimeOffset BegunAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? EndedReason,
    decimal? DurationSeconds,
    decimal? Cost,
    string Outcome,
    string? Summary)
{
    public static CallSummary Of(Call call) => new(
        call.CallId, call.AgentId, call.Type, call.Caller, call.Dialled, call.Status, call.BegunAt, call.StartedAt, call.EndedAt,
        call.EndedReason, call.Seconds, call.Cost, call.Outcome, call.Summary);
}

/// <summary>A call in full.</summary>
internal sealed record CallDetails : CallSummary
{
    public CallDetails(Call call, IReadOnlyList<ToolCallDetails> toolCalls)
        : base(Of(call)) =>
        (Transcript, RecordingUrl, ContentRemovedAt, ToolCalls) = (call.Transcript, call.RecordingUrl, call.ContentRemovedAt, toolCalls);

    /// <summary>What was said; null without a report, and after the retention time.</summary>
    public string? Transcript { get; }

    /// <summary>Where it can be heard, likewise.</summary>
    public string? RecordingUrl { get; }

    /// <summary>When the retention time took the content away.</summary>
    public DateTimeOffset? ContentRemovedAt { get; }

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<ToolCallDetails> ToolCalls { get; }
}

/// <summary>A tool that the assistant ran in a call.</summary>
/// <param name="ToolCallId">Vapi's id.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">As the model filled them in.</param>
/// <param name="Reply">What the caller was told.</param>
/// <param name="IsError">The tool could not do its work.</param>
/// <param name="ReceivedAt">When it was asked for, first.</param>
/// <param name="DurationMs">Milliseconds to the answer.</param>
/// <param name="Deliveries">How often Vapi delivered it.</param>
internal sealed record ToolCallDetails(
    string ToolCallId, string Name, JsonElement? Arguments, string? Reply, bool IsError, DateTimeOffset ReceivedAt, int DurationMs, int Deliveries);
