using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>
/// Asks the Calendar service while a caller waits. Every request may be sent twice: questions change nothing, and Calendar knows
/// a booking, a move and a cancellation by its call and tool call, so a lost answer is given again instead of done again.
/// </summary>
public sealed class CalendarClient(HttpClient http, IdentitySigner signer)
{
    /// <summary>Openings to offer.</summary>
    public Task<VoiceAvailabilityReply> FindOpeningsAsync(WorkspaceId workspace, VoiceAvailabilityRequest question, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/availability", question, VoiceJson.Default.VoiceAvailabilityRequest, VoiceJson.Default.VoiceAvailabilityReply, cancellationToken);

    /// <summary>Books a viewing.</summary>
    public Task<VoiceBookingReply> BookAsync(WorkspaceId workspace, VoiceBookingRequest booking, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/bookings", booking, VoiceJson.Default.VoiceBookingRequest, VoiceJson.Default.VoiceBookingReply, cancellationToken);

    /// <summary>The coming viewings of one telephone number.</summary>
    public Task<VoiceBookingReply> FindAsync(WorkspaceId workspace, VoiceFindRequest question, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/find", question, VoiceJson.Default.VoiceFindRequest, VoiceJson.Default.VoiceBookingReply, cancellationToken);

    /// <summary>Moves a viewing.</summary>
    public Task<VoiceBookingReply> RescheduleAsync(WorkspaceId workspace, VoiceRescheduleRequest change, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/reschedules", change, VoiceJson.Default.VoiceRescheduleRequest, VoiceJson.Default.VoiceBookingReply, cancellationToken);

    /// <summary>Calls a viewing off.</summary>
    public Task<VoiceBookingReply> CancelAsync(WorkspaceId workspace, VoiceCancelRequest change, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/cancellations", change, VoiceJson.Default.VoiceCancelRequest, VoiceJson.Default.VoiceBookingReply, cancellationToken);

    private async Task<TReply> PostAsync<TRequest, TReply>(
        WorkspaceId workspace,
        string path,
        TRequest body,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReply> replyType,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(workspace));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, requestType))
        {
            Headers = { ContentType = new("application/json") },
        };
        using var response = await http.SendAsync(request.AsIdempotent(), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(replyType, cancellationToken)
            ?? throw new HttpRequestException(HttpRequestError.InvalidResponse, "The Calendar service answered with nothing.");
    }
}
