using System.Net;
using System.Text.Json.Serialization.Metadata;
using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.VoiceWebhook.Workspaces;

/// <summary>Asks the Agents service whom a webhook belongs to. What it does not know is null; what cannot be asked throws.</summary>
public sealed class AgentsClient(HttpClient http, IdentitySigner signer)
{
    /// <summary>The workspace of a webhook secret.</summary>
    /// <param name="sha256">Lower-case hex of the secret's SHA-256.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<WebhookSecretReply?> FindSecretAsync(string sha256, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"internal/webhook-secrets/{sha256}");
        return await SendAsync(request, null, VoiceJson.Default.WebhookSecretReply, cancellationToken);
    }

    /// <summary>The keys that the owner of an assistant, or of a number, signs with.</summary>
    public async Task<WebhookKeysReply?> FindKeysAsync(WebhookKeysRequest question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/webhook-keys");
        request.Content = JsonContent.Create(question, VoiceJson.Default.WebhookKeysRequest);
        return await SendAsync(request.AsIdempotent(), null, VoiceJson.Default.WebhookKeysReply, cancellationToken);
    }

    /// <summary>Reports which signing keys were used.</summary>
    public async Task ReportKeyUsesAsync(WebhookKeyUsesRequest uses, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/webhook-keys/uses");
        request.Content = JsonContent.Create(uses, VoiceJson.Default.WebhookKeyUsesRequest);
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(null));
        using var response = await http.SendAsync(request.AsIdempotent(), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The agent of a call in a workspace.</summary>
    public async Task<AgentRouteReply?> FindAgentAsync(WorkspaceId workspace, AgentRouteRequest question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/agent-routes");
        request.Content = JsonContent.Create(question, VoiceJson.Default.AgentRouteRequest);
        return await SendAsync(request.AsIdempotent(), workspace, VoiceJson.Default.AgentRouteReply, cancellationToken);
    }

    /// <summary>Passages of the workspace's documents, best first.</summary>
    public async Task<KnowledgeReply?> SearchAsync(WorkspaceId workspace, KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/knowledge-base/search");
        request.Content = JsonContent.Create(question, VoiceJson.Default.KnowledgeQuestion);
        return await SendAsync(request.AsIdempotent(), workspace, VoiceJson.Default.KnowledgeReply, cancellationToken);
    }

    private async Task<TReply?> SendAsync<TReply>(
        HttpRequestMessage request,
        WorkspaceId? workspace,
        JsonTypeInfo<TReply> type,
        CancellationToken cancellationToken)
        where TReply : class
    {
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(workspace));
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new HttpRequestException(HttpRequestError.InvalidResponse, "The Agents service answered with nothing.");
    }
}
