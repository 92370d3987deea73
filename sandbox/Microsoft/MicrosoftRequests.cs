using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>Whose request it is: by the bearer at Graph, by the code or the refresh token at the token endpoint.</summary>
internal sealed class MicrosoftRequests(TokenBook tokens) : IAccountOfRequest
{
    public async ValueTask<string?> FindAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(MicrosoftExtensions.Prefix))
        {
            return null;
        }

        var secret = AuthenticationHeader.ReadBearer(context.Request.Headers.Authorization.ToString());
        if (secret is null && context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            context.Request.Body.Position = 0;
            secret = form.TryGetValue("refresh_token", out var refresh) ? refresh.ToString() : form["code"].ToString();
        }

        return secret is { Length: > 0 } ? tokens.OwnerOf(secret)?.Email : null;
    }
}
