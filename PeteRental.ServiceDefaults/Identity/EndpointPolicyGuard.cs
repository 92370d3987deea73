using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>
/// Stops a service from starting when one of its endpoints names no policy, not even that it is open to everybody. (A fallback
/// policy would say 401 to what does not exist at all.)
/// </summary>
internal sealed class EndpointPolicyGuard(EndpointDataSource endpoints) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var open = endpoints.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName)
            .ToList();
        return open.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException($"These endpoints name no policy: {string.Join(", ", open)}.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
