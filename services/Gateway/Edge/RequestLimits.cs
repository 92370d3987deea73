using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.RateLimiting;
using Yarp.ReverseProxy.Model;

namespace PeteRental.Gateway.Edge;

/// <summary>
/// Refuses, before anything is forwarded, a body that is larger than its route takes and a client that asks too fast. Signed-in
/// requests count against their workspace and their address, others against their address alone.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next, RateLimiter limiter, IOptions<LimitOptions> options)
{
    private readonly BucketPolicy _workspace = options.Value.Workspace.ToPolicy();
    private readonly BucketPolicy _address = options.Value.Address.ToPolicy();
    private readonly BucketPolicy _anonymous = options.Value.Anonymous.ToPolicy();
    private readonly BucketPolicy _webhook = options.Value.Webhook.ToPolicy();
    private readonly BucketPolicy _notification = options.Value.Notification.ToPolicy();

    public async Task InvokeAsync(HttpContext context)
    {
        var (policy, decision) = await TakeAsync(context);
        WriteHeaders(context.Response.Headers, policy, decision);
        if (decision.IsAllowed)
        {
            // After the count: throwing a large body away is work too, and nobody may ask for it without end.
            await (IsTooLarge(context) ? OversizedBody.RefuseAsync(context) : next(context));
            return;
        }

        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(decision.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await Problem.Of(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests. Please wait a moment and try again.").ExecuteAsync(context);
    }

    // The proxy sets a route's own limit on the connection only later, when it forwards.
    private static bool IsTooLarge(HttpContext context) =>
        context.Request.ContentLength > (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.MaxRequestBodySize
            ?? context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize);

    private async ValueTask<(BucketPolicy Policy, BucketDecision Decision)> TakeAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (context.Features.Get<EdgeIdentity>() is not { } identity)
        {
            return context.Request.Path.StartsWithSegments("/vapi/webhook") ? (_webhook, await limiter.TakeAsync($"webhook:{address}", _webhook))
                : IsNotification(context.Request.Path) ? (_notification, await limiter.TakeAsync($"notification:{address}", _notification))
                : (_anonymous, await limiter.TakeAsync($"anonymous:{address}", _anonymous));
        }

        var byAddress = await limiter.TakeAsync($"address:{address}", _address);
        return byAddress.IsAllowed
            ? (_workspace, await limiter.TakeAsync($"workspace:{identity.WorkspaceId.Value:N}", _workspace))
            : (_address, byAddress);
    }

    // All diaries of a provider tell of their changes from a few addresses.
    private static bool IsNotification(PathString path) =>
        path.StartsWithSegments("/webhooks/microsoft") || path.StartsWithSegments("/webhooks/google");

    private static void WriteHeaders(IHeaderDictionary headers, BucketPolicy policy, BucketDecision decision)
    {
        var missing = policy.Burst - decision.Remaining;
        headers["RateLimit-Limit"] = policy.Burst.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = decision.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Math.Ceiling(missing / policy.PerSecond).ToString(CultureInfo.InvariantCulture);
    }
}
