using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>The page where somebody picks their account and allows an application what it asks for, or does not.</summary>
internal static class AuthorizeEndpoint
{
    private static readonly IdentityError Refusal = new(
        StatusCodes.Status400BadRequest, "access_denied", 65004, "User declined to consent to access the app.");

    private static readonly IdentityError NobodySignedIn = new(
        StatusCodes.Status400BadRequest, "login_required", 50058, "A silent sign-in request was sent but no user is signed in.");

    public static IResult Show(HttpContext context, MicrosoftAccounts accounts, TokenBook book, SandboxClock clock)
    {
        var request = AuthorizeRequest.From(context.Request.Query);
        if (request.CheckReturn() is { } unreturnable)
        {
            return Page(context, AuthorizePage.Refused(Describe(unreturnable, clock)), StatusCodes.Status400BadRequest);
        }

        if (request.Check(out var scopes) is { } refusal)
        {
            return Return(context, request, refusal, clock);
        }

        if (!request.IsSilent)
        {
            return Page(context, AuthorizePage.Picker(request, scopes, AddressOf(context), mistake: null), StatusCodes.Status200OK, request.RedirectUri);
        }

        return accounts.Get(request.LoginHint) is { } account
            ? Return(context, request, book.Consent(account, request, scopes))
            : Return(context, request, NobodySignedIn, clock);
    }

    public static async Task<IResult> ChooseAsync(
        HttpContext context, MicrosoftAccounts accounts, TokenBook book, SandboxClock clock, CancellationToken cancellationToken)
    {
        var request = AuthorizeRequest.From(context.Request.Query);
        var refusal = request.CheckReturn();
        if (refusal is not null || !context.Request.HasFormContentType)
        {
            refusal ??= IdentityError.Missing("email");
            return Page(context, AuthorizePage.Refused(Describe(refusal, clock)), StatusCodes.Status400BadRequest);
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        refusal = request.Check(out var scopes) ?? (form.ContainsKey("refuse") ? Refusal : null);
        if (refusal is not null)
        {
            return Return(context, request, refusal, clock);
        }

        var email = form["account"].ToString() is { Length: > 0 } picked ? picked : form["email"].ToString();
        return accounts.Get(email) is { } account
            ? Return(context, request, book.Consent(account, request, scopes))
            : Page(context, AuthorizePage.Picker(request, scopes, AddressOf(context), email), StatusCodes.Status400BadRequest, request.RedirectUri);
    }

    private static string AddressOf(HttpContext context) => context.Request.Path + context.Request.QueryString;

    private static string Describe(IdentityError error, SandboxClock clock) => error.Describe(Guid.NewGuid(), Guid.NewGuid(), clock.Now);

    private static IResult Return(HttpContext context, AuthorizeRequest request, string code) =>
        Return(context, request, [new("code", code), new("state", request.State), new("session_state", Guid.NewGuid().ToString())]);

    private static IResult Return(HttpContext context, AuthorizeRequest request, IdentityError error, SandboxClock clock) =>
        Return(context, request, [new("error", error.Error), new("error_description", Describe(error, clock)), new("state", request.State)]);

    private static IResult Return(HttpContext context, AuthorizeRequest request, KeyValuePair<string, string?>[] answer)
    {
        context.Response.Headers.CacheControl = "no-store, no-cache";
        var fields = answer.Where(field => field.Value is not null).ToList();
        if (request.ResponseMode == "form_post")
        {
            return Page(context, AuthorizePage.FormPost(request.RedirectUri!, fields), StatusCodes.Status200OK, request.RedirectUri);
        }

        return Results.Redirect(request.ResponseMode == "fragment"
            ? request.RedirectUri + "#" + QueryString.Create(fields).Value![1..]
            : QueryHelpers.AddQueryString(request.RedirectUri!, fields));
    }

    private static IResult Page(HttpContext context, Func<string, string> html, int status, string? returnsTo = null)
    {
        // The only script is the one that sends a form_post on its way; the page itself works without.
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        // form-action covers the redirect after the form too, so the place to go back to must be named.
        var origin = returnsTo is null ? "" : new Uri(returnsTo).GetLeftPart(UriPartial.Authority);
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; script-src 'nonce-{nonce}'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {origin}".TrimEnd();
        context.Response.Headers.CacheControl = "no-store, no-cache";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Content(html(nonce), "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
