using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Stats;

/// <summary>Statistics of one agent, and the workspace at a glance.</summary>
internal static class StatsEndpoints
{
    public static void MapStats(this IEndpointRouteBuilder app)
    {
        app.MapGet("/agents/{id:guid}/stats", OfAgentAsync).RequireMember().WithTags("Agents").WithSummary("What an agent has done, in all and by day")
            .WithDescription(
                "from and to are dates, both included, in the workspace's time zone: the last 30 days unless given, at most 366. A call counts on the "
                + "day it began, a booking and a cancellation on the day they were made, a no-show on the day of the viewing.");
        app.MapGet("/dashboard/stats", OfWorkspaceAsync).RequireMember().WithTags("Dashboard").WithSummary("The workspace at a glance")
            .WithDescription("Days are those of the workspace's time zone; a week begins on Monday.");
    }

    private static async Task<Results<Ok<AgentStatsReply>, ProblemHttpResult>> OfAgentAsync(
        Guid id, string? from, string? to, CurrentMember member, StatsReader stats, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await stats.FindZoneAsync(member.WorkspaceId, id, cancellationToken) is not { } zone)
        {
            return Problem.NotFound("agent");
        }

        var errors = DayRange.Read(from, to, time.TodayIn(zone), zone, out var range);
        return errors.Any ? errors.ToProblem() : TypedResults.Ok(await stats.OfAgentAsync(member.WorkspaceId, id, range, cancellationToken));
    }

    private static async Task<Results<Ok<DashboardReply>, ProblemHttpResult>> OfWorkspaceAsync(
        CurrentMember member, StatsReader stats, CancellationToken cancellationToken) =>
        await stats.OfWorkspaceAsync(member.WorkspaceId, cancellationToken) is { } found ? TypedResults.Ok(found) : Problem.NotFound("workspace");
}
