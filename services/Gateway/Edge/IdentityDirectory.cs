using System.Net;
using Microsoft.Extensions.Caching.Memory;
using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Gateway.Edge;

/// <summary>Asks Agents who is behind a token.</summary>
internal sealed class AgentsClient(HttpClient http, IdentitySigner signer)
{
    /// <summary>The person behind a token; null when there is nobody: they were erased, or what the token says cannot be stored.</summary>
    /// <exception cref="HttpRequestException">Agents cannot be reached or does not answer properly.</exception>
    public async Task<IdentityReply?> ResolveAsync(IdentityRequest identity, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/identities")
        {
            Content = JsonContent.Create(identity, options: JsonDefaults.Options),
        };
        request.Headers.Add(SignedIdentity.HeaderName, signer.SignService(workspace: null));
        // Resolving an identity is an upsert by unique keys: asking twice changes nothing.
        request.AsIdempotent();
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Gone or HttpStatusCode.UnprocessableEntity)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<IdentityReply>(JsonDefaults.Options, cancellationToken)
            ?? throw new HttpRequestException("Agents answered without an identity.");
    }
}

/// <summary>
/// Remembers for 10 s who is behind a token, by what the token says and not by the token itself, so a person is asked for once and
/// a deactivated one is out well within a minute, everywhere: services take a person only from here.
/// </summary>
internal sealed class IdentityDirectory(IServiceScopeFactory scopes) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <summary>Who it is; null for somebody who may not come in.</summary>
    public async ValueTask<EdgeIdentity?> FindAsync(SessionToken token, CancellationToken cancellationToken)
    {
        var key = (token.Subject, token.OrganizationId, token.OrganizationRole);
        if (_known.TryGetValue(key, out EdgeIdentity? known))
        {
            return known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var reply = await scope.ServiceProvider.GetRequiredService<AgentsClient>().ResolveAsync(
            new IdentityRequest(token.Subject, token.Email, token.Name, token.OrganizationId, token.OrganizationSlug, token.OrganizationRole),
            cancellationToken);
        // Also that it is nobody: who is out should not become a load.
        return _known.Set(key, IdentityOf(reply, token.Subject), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Life, Size = 1 });
    }

    public void Dispose() => _known.Dispose();

    private static EdgeIdentity? IdentityOf(IdentityReply? reply, string subject)
    {
        if (reply is null or { IsActive: false })
        {
            return null;
        }

        return Enum.TryParse<WorkspaceRole>(reply.Role, ignoreCase: true, out var role)
            ? new EdgeIdentity(new UserId(reply.UserId), new WorkspaceId(reply.WorkspaceId), role, subject)
            : throw new HttpRequestException("Agents answered with an unknown role.");
    }
}
