using System.Text;

namespace PeteRental.Sandbox.Google.Identity;

/// <summary>Where people are sent to consent.</summary>
internal static class AuthorizeEndpoints
{
    public const string Path = GoogleEndpoints.Prefix + "/o/oauth2/v2/auth";
    public const string StylePath = GoogleEndpoints.Prefix + "/google.css";

    /// <summary>Maps the page.</summary>
    public static void MapAuthorize(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Ask).WithTags("Google: identity").WithSummary("The account picker and consent page")
            .WithDescription("login_hint with prompt=none consents at once; sandbox_untick leaves scopes out, sandbox_consent=1 consents anew.");
        app.MapPost(Path, DecideAsync).WithTags("Google: identity").WithSummary("What was decided on the page");
        app.MapGet(StylePath, () => Results.Stream(
            typeof(AuthorizeEndpoints).Assembly.GetManifestResourceStream("Pages/google.css")!, "text/css; charset=utf-8"));
    }

    private static IResult Ask(HttpContext context, GoogleGrants grants, GoogleAccounts accounts)
    {
        var (request, error) = AuthorizeRequest.Read(name => context.Request.Query[name]);
        if (request is null)
        {
            return Page(context.Response, ConsentPage.Refused(error!), StatusCodes.Status400BadRequest);
        }

        if (!request.IsSilent)
        {
            return Page(context.Response, ConsentPage.Form(request, context.Request.Query), StatusCodes.Status200OK);
        }

        return GoogleAccount.Normalize(request.LoginHint) is { } email
            ? Consent(context, request, grants, accounts.Get(email), request.Without(request.Unticked), onPage: false)
            : Return(context, request.Return(("error", "login_required")));
    }

    private static async Task<IResult> DecideAsync(
        HttpContext context, GoogleGrants grants, GoogleAccounts accounts, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return TypedResults.Problem("Send the form as application/x-www-form-urlencoded.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var (request, error) = AuthorizeRequest.Read(name => form[name]);
        if (request is null)
        {
            return Page(context.Response, ConsentPage.Refused(error!), StatusCodes.Status400BadRequest);
        }

        if (form[ConsentPage.DecisionField] != "allow")
        {
            return Return(context, request.Return(("error", "access_denied")));
        }

        var typed = form[ConsentPage.EmailField].ToString() is { Length: > 0 } chosen ? chosen : form[ConsentPage.OtherField].ToString();
        if (GoogleAccount.Normalize(typed) is not { } email)
        {
            var carried = form.Where(pair => !IsOwn(pair.Key));
            return Page(context.Response, ConsentPage.Form(request, carried, "Enter an e-mail address."), StatusCodes.Status400BadRequest);
        }

        var unticked = request.Scopes.Where(scope => !form[ConsentPage.TickField].Contains(scope)).ToArray();
        return Consent(context, request, grants, accounts.Get(email), request.Without(unticked), onPage: true);
    }

    private static IResult Consent(
        HttpContext context, AuthorizeRequest request, GoogleGrants grants, GoogleAccount account, IReadOnlyList<string> scopes, bool onPage)
    {
        if (scopes.Count == 0)
        {
            return Return(context, request.Return(("error", "access_denied")));
        }

        var consent = request.ConsentBy(account.Email, scopes, onPage);
        var code = grants.Add(consent);
        return Return(context, request.Return(
            ("code", code), ("scope", string.Join(' ', scopes)), ("authuser", "0"), ("prompt", consent.WithConsent ? "consent" : "none")));
    }

    private static bool IsOwn(string field) =>
        field is ConsentPage.EmailField or ConsentPage.OtherField or ConsentPage.TickField or ConsentPage.DecisionField;

    private static IResult Return(HttpContext context, string address)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = address;
        return Results.Empty;
    }

    private static IResult Page(HttpResponse response, string html, int status)
    {
        // No form-action: it would cover the redirect after the form, which goes to whatever address the client gave.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
