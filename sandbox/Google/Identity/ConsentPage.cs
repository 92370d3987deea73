using System.Text.Encodings.Web;
using Microsoft.Extensions.Primitives;

namespace PeteRental.Sandbox.Google.Identity;

/// <summary>The HTML of the account picker and consent page. Works with the keyboard alone, without scripts, and in light and dark.</summary>
internal static class ConsentPage
{
    public const string EmailField = "sandbox_email";
    public const string OtherField = "sandbox_other";
    public const string TickField = "sandbox_tick";
    public const string DecisionField = "sandbox_decision";

    private const string Wrong = " aria-invalid=\"true\" aria-describedby=\"error\"";

    private static readonly string[] Examples = ["alex.rivera@gmail.test", "leasing@oakhill.test", "sam.okafor@workspace.test"];

    /// <summary>The form. It carries the parameters that it was asked with.</summary>
    public static string Form(AuthorizeRequest request, IEnumerable<KeyValuePair<string, StringValues>> parameters, string? error = null) => Layout(
        error is null ? "Sign in with Google" : "Error: sign in with Google", $"""
        <h1>Sign in with Google</h1>
        <p>This stands in for Google: no password, anybody may sign in as anybody. <strong>{Encode(request.ClientId)}</strong> asks for access.</p>
        {(error is null ? "" : $"<p class=\"summary\" role=\"alert\" id=\"error\">{Encode(error)}</p>")}
        <form method="post" action="{Encode(AuthorizeEndpoints.Path)}" novalidate>
          {string.Concat(parameters.SelectMany(pair => pair.Value.Select(value => Hidden(pair.Key, value))))}
          <fieldset>
            <legend>Choose an account</legend>
            {string.Concat(Examples.Select((email, index) => Account(email, isChosen: index == 0 && request.LoginHint is null)))}
            <label class="choice"><input type="radio" name="{EmailField}" value=""{(request.LoginHint is null ? "" : " checked")}> Use another account</label>
            <div class="field">
              <label for="other">E-mail address of the other account</label>
              <input id="other" name="{OtherField}" type="email" autocomplete="email" spellcheck="false" value="{Encode(request.LoginHint)}"{(error is null ? "" : Wrong)}>
            </div>
          </fieldset>
          <fieldset>
            <legend>What {Encode(request.ClientId)} may do</legend>
            {string.Concat(request.Scopes.Select(Scope))}
          </fieldset>
          <button type="submit" name="{DecisionField}" value="allow">Continue</button>
          <button type="submit" name="{DecisionField}" value="deny" class="second">Cancel</button>
        </form>
        """);

    /// <summary>What Google shows instead of going back to an address that it cannot trust.</summary>
    public static string Refused(AuthorizeError error) => Layout("Access blocked", $"""
        <h1>Access blocked: authorization error</h1>
        <p>{Encode(error.Detail)}</p>
        <pre>Error 400: {Encode(error.Code)}</pre>
        """);

    private static string Hidden(string name, string? value) => $"<input type=\"hidden\" name=\"{Encode(name)}\" value=\"{Encode(value)}\">";

    private static string Account(string email, bool isChosen) =>
        $"<label class=\"choice\"><input type=\"radio\" name=\"{EmailField}\" value=\"{Encode(email)}\"{(isChosen ? " checked" : "")}> {Encode(email)}</label>";

    private static string Scope(string scope) => GoogleScope.CanBeUnticked(scope)
        ? $"<label class=\"choice\"><input type=\"checkbox\" name=\"{TickField}\" value=\"{Encode(scope)}\" checked> {Encode(GoogleScope.Describe(scope))}</label>"
        : $"<p class=\"choice\">{Encode(GoogleScope.Describe(scope))}</p>";

    private static string Layout(string title, string content) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title} · PeteRental sandbox</title>
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="{AuthorizeEndpoints.StylePath}">
        </head>
        <body>
        <main>
          <p class="brand"><span>Google</span><span class="where">sandbox</span></p>
          {content}
        </main>
        </body>
        </html>
        """;

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
