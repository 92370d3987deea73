using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Clerk;

/// <summary>What the sign-in form holds, as typed.</summary>
internal sealed record SignInForm(
    string? Email = null, string? Name = null, string? OrganizationId = null, string? OrganizationRole = null,
    string? ExpiresIn = null, string? RedirectUrl = null)
{
    public bool HasDetails => Name is not null || OrganizationId is not null || ExpiresIn is not null;

    public static SignInForm From(IFormCollection form) => new(
        Typed(form["email"]), Typed(form["name"]), Typed(form["org.id"]), Typed(form["org.role"]),
        Typed(form["expires_in"]), Typed(form["redirect_url"]));

    /// <summary>Null when the lifetime is no number; the other rules are those of the request.</summary>
    public TokenRequest? ToRequest()
    {
        long? life = null;
        if (ExpiresIn is not null)
        {
            if (!long.TryParse(ExpiresIn, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            {
                return null;
            }

            life = seconds;
        }

        var org = OrganizationId is null ? null : new OrganizationRequest(OrganizationId, null, OrganizationRole);
        return new TokenRequest(Email, Name, org, life);
    }

    private static string? Typed(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}

/// <summary>The page that people sign in on.</summary>
public static class SignInEndpoints
{
    /// <summary>The page's path under <see cref="ClerkEndpoints.Prefix"/>.</summary>
    public const string Path = "/sign-in";

    internal const string FullPath = ClerkEndpoints.Prefix + Path;

    /// <summary>Maps the page and what it is made of.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(ClerkEndpoints.Prefix).WithTags("Clerk");
        group.MapGet(Path, Show).WithSummary("The sign-in page");
        group.MapPost(Path, SignInAsync).WithSummary("Signs in; goes back to redirect_url with #token=, or shows the token");
        group.MapGet("/sign-in.css", () => Asset("sign-in.css", "text/css"));
        group.MapGet("/sign-in.js", () => Asset("sign-in.js", "text/javascript"));
    }

    private static IResult Show(
        HttpResponse response, IOptions<SandboxOptions> options, string? email = null,
        [FromQuery(Name = "redirect_url")] string? redirectUrl = null)
    {
        var form = new SignInForm(email, RedirectUrl: string.IsNullOrWhiteSpace(redirectUrl) ? null : redirectUrl);
        return IsAllowed(form.RedirectUrl, options.Value, out var origin)
            ? Page(response, SignInPage.Form(form, Invalid.None), returnsTo: origin)
            : Page(response, SignInPage.Refused(form.RedirectUrl!), StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, TokenIssuer issuer, IOptions<SandboxOptions> options, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return TypedResults.Problem("Send the form as application/x-www-form-urlencoded.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        var form = SignInForm.From(await context.Request.ReadFormAsync(cancellationToken));
        if (!IsAllowed(form.RedirectUrl, options.Value, out var origin))
        {
            return Page(context.Response, SignInPage.Refused(form.RedirectUrl!), StatusCodes.Status400BadRequest);
        }

        var person = form.ToRequest();
        var invalid = person?.Check() ?? new Invalid().When(true, "expires_in", "A whole number of seconds, such as 3600.");
        if (invalid.Any)
        {
            return Page(context.Response, SignInPage.Form(form, invalid.Errors), StatusCodes.Status400BadRequest, origin);
        }

        var issued = issuer.Issue(person!, issuer.Issuer(context.Request), origin);
        if (form.RedirectUrl is null)
        {
            return Page(context.Response, SignInPage.Token(issued, person!.Email!, options.Value.Origins[0]));
        }

        // In the fragment: it stays in the browser, and out of servers' logs and the Referer header.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = new UriBuilder(form.RedirectUrl) { Fragment = "token=" + issued.Token }.Uri.AbsoluteUri;
        return Results.Empty;
    }

    /// <summary>Going nowhere is always allowed.</summary>
    private static bool IsAllowed(string? redirectUrl, SandboxOptions options, out string? origin)
    {
        origin = Uri.TryCreate(redirectUrl, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : null;
        return redirectUrl is null
            || (origin is not null && uri!.UserInfo.Length == 0 && options.Origins.Contains(origin, StringComparer.Ordinal));
    }

    private static IResult Page(HttpResponse response, string html, int status = StatusCodes.Status200OK, string? returnsTo = null)
    {
        // form-action covers the redirect after the form too, so the place to go back to must be named.
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {returnsTo}".TrimEnd();
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    private static IResult Asset(string name, string type) =>
        Results.Stream(typeof(SignInEndpoints).Assembly.GetManifestResourceStream("Pages/" + name)!, type + "; charset=utf-8");
}
