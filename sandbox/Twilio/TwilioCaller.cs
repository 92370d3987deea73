using Microsoft.AspNetCore.Http.Features;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Twilio;

/// <summary>Marks the endpoints that need credentials.</summary>
internal sealed class TwilioCredentialsRequired;

/// <summary>Who asks.</summary>
/// <param name="User">An account's sid, or that of an API key.</param>
/// <param name="AuthToken">The account's; null with an API key.</param>
internal sealed record TwilioCaller(string User, string? AuthToken)
{
    /// <summary>
    /// An account sees itself. An API key does not say whose it is, so it opens any: but not the account's own page,
    /// which standard keys cannot read.
    /// </summary>
    public bool CanUse(string accountSid) =>
        TwilioCredentials.IsAccountSid(accountSid) && (AuthToken is null || string.Equals(User, accountSid, StringComparison.Ordinal));

    public static ValueTask<TwilioCaller> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.GetRequiredFeature<TwilioCaller>());
}

/// <summary>Checks HTTP Basic credentials, or answers 401.</summary>
internal sealed class TwilioCredentialsMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<TwilioCredentialsRequired>() is null)
        {
            return next(context);
        }

        if (!TwilioCredentials.TryRead(context.Request.Headers.Authorization.ToString(), out var user, out var authToken))
        {
            return TwilioReply.Unauthorized().ExecuteAsync(context);
        }

        context.Features.Set(new TwilioCaller(user, authToken));
        return next(context);
    }
}

/// <summary>A request to Twilio is that of the account in its path.</summary>
internal sealed class AccountOfTwilioRequest : IAccountOfRequest
{
    /// <inheritdoc />
    public ValueTask<string?> FindAsync(HttpContext context) =>
        ValueTask.FromResult(
            context.Request.Path.StartsWithSegments("/twilio", out var rest)
                ? rest.Value!.Split('/', '.').FirstOrDefault(TwilioCredentials.IsAccountSid)
                : null);
}
