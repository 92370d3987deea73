using System.Net;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Booking;

/// <summary>
/// Asks the Agents service whether a workspace has an agent or a member, so that an empty list and a list of nobody can be told apart.
/// Nothing depends on the answer but that: while nobody can be asked, the list is empty.
/// </summary>
internal sealed partial class AgentsClient(HttpClient http, IdentitySigner signer, ILogger<AgentsClient> logger)
{
    /// <summary>False only when the workspace has no such agent.</summary>
    public Task<bool> MayHaveAgentAsync(WorkspaceId workspace, Guid agent, CancellationToken cancellationToken) =>
        MayHaveAsync(workspace, $"internal/agents/{agent}", cancellationToken);

    /// <summary>False only when the workspace has no such member.</summary>
    public Task<bool> MayHaveMemberAsync(WorkspaceId workspace, Guid user, CancellationToken cancellationToken) =>
        MayHaveAsync(workspace, $"internal/members/{user}", cancellationToken);

    private async Task<bool> MayHaveAsync(WorkspaceId workspace, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(workspace));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.StatusCode != HttpStatusCode.NotFound;
        }
        catch (HttpRequestException exception)
        {
            LogNotAsked(exception.HttpRequestError);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The Agents service could not be asked who a list is of ({Problem})")]
    private partial void LogNotAsked(HttpRequestError problem);
}
