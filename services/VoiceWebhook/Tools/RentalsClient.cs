using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeteRental.Contracts;
using PeteRental.Contracts.Rentals;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>Asks the Rentals service while a caller waits. Questions only: each may be sent twice.</summary>
public sealed class RentalsClient(HttpClient http, IdentitySigner signer)
{
    /// <summary>Homes that fit.</summary>
    public Task<VoiceRentalReply> SearchAsync(WorkspaceId workspace, VoiceRentalSearch search, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/search", search, VoiceJson.Default.VoiceRentalSearch, VoiceJson.Default.VoiceRentalReply, cancellationToken);

    /// <summary>One home in full.</summary>
    public Task<VoiceRentalAnswer> DescribeAsync(WorkspaceId workspace, VoiceRentalDetails details, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/details", details, VoiceJson.Default.VoiceRentalDetails, VoiceJson.Default.VoiceRentalAnswer, cancellationToken);

    /// <summary>Which home words mean.</summary>
    public Task<VoiceRentalAnswer> MatchAsync(WorkspaceId workspace, VoiceRentalMatch match, CancellationToken cancellationToken) =>
        PostAsync(workspace, "internal/voice/match", match, VoiceJson.Default.VoiceRentalMatch, VoiceJson.Default.VoiceRentalAnswer, cancellationToken);

    private async Task<TReply> PostAsync<TRequest, TReply>(
        WorkspaceId workspace, string path, TRequest body, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(workspace));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, requestType)) { Headers = { ContentType = new("application/json") } };
        using var response = await http.SendAsync(request.AsIdempotent(), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(replyType, cancellationToken)
            ?? throw new HttpRequestException(HttpRequestError.InvalidResponse, "The Rentals service answered with nothing.");
    }
}
