using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Marks the endpoints that need a key.</summary>
internal sealed class VapiKeyRequired;

/// <summary>Finds the account of <c>Authorization: Bearer KEY</c>, or answers 401.</summary>
internal sealed class VapiKeyMiddleware(RequestDelegate next, VapiAccounts accounts)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<VapiKeyRequired>() is null)
        {
            return next(context);
        }

        if (KeyOf(context.Request) is not { } key || accounts.Find(key) is not { } account)
        {
            return VapiReply.Unauthorized().ExecuteAsync(context);
        }

        context.Features.Set(account);
        return next(context);
    }

    /// <summary>The key that a request came with; null when it has none.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}

/// <summary>A request to Vapi is that of its key's account, which has no other name.</summary>
internal sealed class AccountOfVapiRequest : IAccountOfRequest
{
    /// <inheritdoc />
    public ValueTask<string?> FindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Request.Path.StartsWithSegments("/vapi") ? VapiKeyMiddleware.KeyOf(context.Request) : null);
}
