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

        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || accounts.Find(header[Scheme.Length..].Trim()) is not { } account)
        {
            return VapiReply.Unauthorized().ExecuteAsync(context);
        }

        context.Features.Set(account);
        return next(context);
    }
}
