using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google;

/// <summary>Whose request to Google it is: by its access token, or by the token or code in the form of <c>/token</c> and <c>/revoke</c>.</summary>
internal sealed class GoogleAccountOfRequest(GoogleGrants grants) : IAccountOfRequest
{
    private static readonly string[] FormFields = ["refresh_token", "code", "token"];

    public async ValueTask<string?> FindAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(GoogleEndpoints.Prefix))
        {
            return null;
        }

        if (GoogleBearer.TokenOf(request) is { } bearer)
        {
            return grants.OwnerOf(bearer);
        }

        if (!request.HasFormContentType)
        {
            return null;
        }

        // The form is kept with the request, so whoever handles it does not need the body again.
        var form = await request.ReadFormAsync(context.RequestAborted);
        request.Body.Position = 0;
        return FormFields.Select(field => form[field].ToString()).Where(value => value.Length > 0).Select(grants.OwnerOf).FirstOrDefault();
    }
}
