using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Calendar.Voice;

/// <summary>What VoiceWebhook asks while a caller waits. Refusals are answers, not errors.</summary>
internal static class VoiceEndpoints
{
    public static void MapVoice(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal/voice").RequireService();
        group.MapPost("/availability", FindOpeningsAsync);
        group.MapPost("/bookings", BookAsync);
        group.MapPost("/find", FindAsync);
        group.MapPost("/reschedules", RescheduleAsync);
        group.MapPost("/cancellations", CancelAsync);
    }

    private static async Task<Results<WholeJson<VoiceAvailabilityReply>, ProblemHttpResult>> FindOpeningsAsync(
        VoiceAvailabilityRequest request, CallingService caller, VoiceOpenings openings, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? Reply(await openings.FindAsync(workspace, request, cancellationToken)) : NoWorkspace();

    private static async Task<Results<WholeJson<VoiceBookingReply>, ProblemHttpResult>> BookAsync(
        VoiceBookingRequest request, CallingService caller, VoiceBookings bookings, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? Reply(await bookings.BookAsync(workspace, request, cancellationToken)) : NoWorkspace();

    private static async Task<Results<WholeJson<VoiceBookingReply>, ProblemHttpResult>> FindAsync(
        VoiceFindRequest request, CallingService caller, VoiceBookings bookings, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? Reply(await bookings.FindAsync(workspace, request, cancellationToken)) : NoWorkspace();

    private static async Task<Results<WholeJson<VoiceBookingReply>, ProblemHttpResult>> RescheduleAsync(
        VoiceRescheduleRequest request, CallingService caller, VoiceBookings bookings, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? Reply(await bookings.RescheduleAsync(workspace, request, cancellationToken)) : NoWorkspace();

    private static async Task<Results<WholeJson<VoiceBookingReply>, ProblemHttpResult>> CancelAsync(
        VoiceCancelRequest request, CallingService caller, VoiceBookings bookings, CancellationToken cancellationToken) =>
        caller.WorkspaceId is { } workspace ? Reply(await bookings.CancelAsync(workspace, request, cancellationToken)) : NoWorkspace();

    private static WholeJson<VoiceAvailabilityReply> Reply(VoiceAvailabilityReply reply) => new(reply, CalendarJson.Default.VoiceAvailabilityReply);

    private static WholeJson<VoiceBookingReply> Reply(VoiceBookingReply reply) => new(reply, CalendarJson.Default.VoiceBookingReply);

    private static ProblemHttpResult NoWorkspace() => Problem.Of(400, "no_workspace", "The calling service must say which workspace it acts for.");
}
