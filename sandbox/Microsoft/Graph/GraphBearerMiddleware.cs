using Microsoft.Extensions.Options;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>On endpoints that need a bearer with one of these permissions.</summary>
/// <param name="AnyOf">Permissions; none of them when anybody who signed in will do.</param>
internal sealed record GraphPermission(params string[] AnyOf)
{
    public GraphError Refusal { get; init; } = GraphError.AccessDenied;
}

/// <summary>Takes the account of <c>Authorization: Bearer TOKEN</c>, or answers 401; without the permission 403.</summary>
internal sealed class GraphBearerMiddleware(RequestDelegate next, TokenBook tokens, IOptions<SandboxOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GraphPermission>() is not { } permission)
        {
            return next(context);
        }

        GraphHeaders.Ids(context);
        if (AuthenticationHeader.ReadBearer(context.Request.Headers.Authorization.ToString()) is not { } bearer)
        {
            return GraphError.NoToken.ExecuteAsync(context);
        }

        if (tokens.FindAccess(bearer) is not { } token)
        {
            return GraphError.Unauthorized.ExecuteAsync(context);
        }

        if (permission.AnyOf.Length > 0 && !token.Allows(permission.AnyOf))
        {
            return permission.Refusal.ExecuteAsync(context);
        }

        var read = GraphCall.Read(context, token, options.Value.OriginFor(context.Request) + GraphEndpoints.Prefix);
        if (read.Value is not { } call)
        {
            return read.Error!.ExecuteAsync(context);
        }

        context.Features.Set(call);
        return next(context);
    }
}

/// <summary>
/// A mailbox answers four requests of an application at once and tells the fifth to come back. This stands in front of faults, so that a
/// slow answer takes its place as long as it would at the real one.
/// </summary>
internal sealed class GraphThrottleMiddleware(RequestDelegate next, TokenBook tokens, IOptions<MicrosoftOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var bearer = context.Request.Path.StartsWithSegments(GraphEndpoints.Prefix)
            ? AuthenticationHeader.ReadBearer(context.Request.Headers.Authorization.ToString())
            : null;
        if (bearer is null || tokens.FindAccess(bearer) is not { } token)
        {
            await next(context);
            return;
        }

        using var place = token.Grant.Account.Enter(token.Grant.ClientId, options.Value.MostAtOnce);
        await (place is null ? GraphError.Throttled.ExecuteAsync(context) : next(context));
    }
}
