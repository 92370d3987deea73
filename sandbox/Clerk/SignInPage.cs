using System.Globalization;
using System.Text.Encodings.Web;

namespace PeteRental.Sandbox.Clerk;

/// <summary>The HTML of the sign-in page. Works with the keyboard alone, without scripts, and in light and dark.</summary>
internal static class SignInPage
{
    private static readonly string[] RoleNames = ["admin", "manager", "viewer"];
    private static readonly string[] FieldOrder = ["email", "name", "org.id", "org.slug", "org.role", "expires_in"];

    /// <summary>The form, with what was typed and what was wrong with it.</summary>
    public static string Form(SignInForm form, IReadOnlyDictionary<string, string[]> errors)
    {
        var summary = errors.Count == 0
            ? "<p>This is the development sandbox: no password, anybody may sign in as anybody.</p>"
            : $"""
              <p>This is the development sandbox: no password, anybody may sign in as anybody.</p>
              <p class="summary" role="alert">{(errors.Count == 1 ? "One field needs" : $"{errors.Count} fields need")} your attention.</p>
              """;
        var more = form.HasDetails || errors.Keys.Any(field => field != "email") ? " open" : "";
        return Layout(errors.Count == 0 ? "Sign in" : "Error: sign in", $"""
            <h1>Sign in</h1>
            {summary}
            <form method="post" action="{Encode(SignInEndpoints.FullPath)}" novalidate>
              <input type="hidden" name="redirect_url" value="{Encode(form.RedirectUrl)}">
              {Field("email", "E-mail address", form.Email, errors, "type=\"email\" autocomplete=\"email\" required spellcheck=\"false\"",
                "The same address is always the same person.")}
              <details{more}>
                <summary>Name, organisation and lifetime <span class="optional">(optional)</span></summary>
                {Field("name", "Full name", form.Name, errors, "autocomplete=\"name\"")}
                <div class="pair">
                  {Field("org.id", "Organisation id", form.OrganizationId, errors, "spellcheck=\"false\" autocomplete=\"off\"", "People of one organisation share a workspace.")}
                  {Roles(form.OrganizationRole, errors)}
                </div>
                {Field("expires_in", "Lifetime in seconds", form.ExpiresIn, errors, "inputmode=\"numeric\" autocomplete=\"off\"", "Clerk's tokens live for 60.")}
              </details>
              <button type="submit">Sign in</button>
            </form>
            """);
    }

    /// <summary>The token, to copy.</summary>
    public static string Token(IssuedToken issued, string email, string origin) => Layout("Signed in", $"""
        <h1>You are signed in</h1>
        <p>Use the token as a bearer token. It cannot be renewed: sign in again for another.</p>
        <dl class="facts">
          <dt>E-mail</dt><dd>{Encode(email)}</dd>
          <dt>User</dt><dd>{Encode(issued.UserId)}</dd>
          <dt>Expires</dt><dd><time datetime="{issued.ExpiresAt:O}">{issued.ExpiresAt.ToString("d MMMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}</time></dd>
        </dl>
        <div class="field">
          <label for="token">Session token</label>
          <textarea id="token" readonly spellcheck="false">{Encode(issued.Token)}</textarea>
        </div>
        <button type="button" id="copy" hidden>Copy the token</button>
        <p class="status" id="copied" role="status"></p>
        <details>
          <summary>Use it from a terminal</summary>
          <pre>curl -H "Authorization: Bearer $TOKEN" {Encode(origin)}/users/me</pre>
        </details>
        <p class="again"><a href="{Encode(SignInEndpoints.FullPath)}">Sign in as somebody else</a></p>
        """);

    /// <summary>The link that led here asks to go back to a place that is not allowed.</summary>
    public static string Refused(string redirectUrl) => Layout("Not allowed", $"""
        <h1>This sign-in cannot return there</h1>
        <p>The address below is not on the sandbox's list, so a token will not be sent to it. Add its origin to Sandbox:AllowedOrigins if it is yours.</p>
        <pre>{Encode(redirectUrl)}</pre>
        <p class="again"><a href="{Encode(SignInEndpoints.FullPath)}">Sign in without going back</a></p>
        """);

    private static string Field(
        string name, string label, string? value, IReadOnlyDictionary<string, string[]> errors, string attributes,
        string? hint = null)
    {
        var id = name.Replace('.', '-');
        var error = errors.TryGetValue(name, out var messages) ? messages[0] : null;
        var described = $"{(hint is null ? "" : $"{id}-hint")} {(error is null ? "" : $"{id}-error")}".Trim();
        // The keyboard starts where there is something to do: at the first mistake, or at the first field.
        var first = name == (errors.Count == 0 ? "email" : FieldOrder.First(errors.ContainsKey)) ? " autofocus" : "";
        var state = first + (error is null ? "" : " aria-invalid=\"true\"") + (described.Length == 0 ? "" : $" aria-describedby=\"{described}\"");
        return $"""
            <div class="field">
              <label for="{id}">{label}</label>
              <input id="{id}" name="{name}" value="{Encode(value)}" {attributes}{state}>
              {(hint is null ? "" : $"<p class=\"hint\" id=\"{id}-hint\">{hint}</p>")}
              {(error is null ? "" : $"<p class=\"error\" id=\"{id}-error\">{Encode(error)}</p>")}
            </div>
            """;
    }

    private static string Roles(string? chosen, IReadOnlyDictionary<string, string[]> errors)
    {
        var options = string.Concat(RoleNames.Select(role =>
            $"<option value=\"{role}\"{(role == chosen ? " selected" : "")}>{role}</option>"));
        var error = errors.TryGetValue("org.role", out var messages) ? $"<p class=\"error\" id=\"org-role-error\">{Encode(messages[0])}</p>" : "";
        return $"""
            <div class="field">
              <label for="org-role">Role in it</label>
              <select id="org-role" name="org.role"{(error.Length == 0 ? "" : " aria-invalid=\"true\" aria-describedby=\"org-role-error\"")}>{options}</select>
              {error}
            </div>
            """;
    }

    private static string Layout(string title, string content) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title} · PeteRental sandbox</title>
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="{ClerkEndpoints.Prefix}/sign-in.css">
          <script src="{ClerkEndpoints.Prefix}/sign-in.js" defer></script>
        </head>
        <body>
        <main>
          <p class="brand">
            <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path fill="currentColor" d="M16 3 3 14.2l2 2.3 1.6-1.4V28h7v-7.6h4.8V28h7V15.1l1.6 1.4 2-2.3z"/></svg>
            <span>PeteRental</span><span class="where">sandbox</span>
          </p>
          {content}
        </main>
        </body>
        </html>
        """;

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
