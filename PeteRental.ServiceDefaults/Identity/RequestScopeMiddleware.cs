using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>Puts the workspace on the span and in the log scope of everything that happens in a request.</summary>
internal sealed class RequestScopeMiddleware(RequestDelegate next, ILogger<RequestScopeMiddleware> logger)
{
    private static readonly Func<ILogger, Guid, IDisposable?> Scope = LoggerMessage.DefineScope<Guid>("workspace_id:{WorkspaceId}");

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<SignedIdentity>()?.WorkspaceId is not { } workspace)
        {
            await next(context);
            return;
        }

        Activity.Current?.SetTag("workspace_id", workspace.ToString());
        using (Scope(logger, workspace))
        {
            await next(context);
        }
    }
}
