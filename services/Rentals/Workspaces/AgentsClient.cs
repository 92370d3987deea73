using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Rentals.Workspaces;

/// <summary>Asks the Agents service about a workspace, not for long: nobody waits for a zone.</summary>
internal sealed partial class AgentsClient(HttpClient http, IdentitySigner signer, ILogger<AgentsClient> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The IANA zone of a workspace; null while nobody says.</summary>
    public async Task<string?> FindZoneAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "internal/workspace");
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(workspace));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<WorkspaceFacts>(JsonDefaults.Options, patience.Token))?.Timezone
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotAsked(exception.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The Agents service could not be asked for a workspace's time zone ({Problem}); the one known last is used")]
    private partial void LogNotAsked(string problem);
}
