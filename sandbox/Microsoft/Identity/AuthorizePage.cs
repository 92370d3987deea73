using System.Text.Encodings.Web;
using PeteRental.Sandbox.Clerk;

namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>The HTML of the account picker. Works with the keyboard alone, without scripts, in light and dark.</summary>
internal static class AuthorizePage
{
    private static readonly string[] Examples = ["ada.oak@oakhill.test", "ben.pine@oakhill.test", "cora.elm@outlook.test"];

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        [Scopes.OpenId] = "Sign you in",
        [Scopes.Profile] = "View your basic profile",
        [Scopes.Email] = "View your e-mail address",
        [Scopes.OfflineAccess] = "Maintain access to data you have given it access to",
        [Scopes.ReadUser] = "Sign you in and read your profile",
        [Scopes.ReadCalendars] = "Read your calendars",
        [Scopes.WriteCalendars] = "Have full access to your calendars",
        [Scopes.ReadSettings] = "Read your mailbox settings",
    };

    /// <summary>The picker; <paramref name="mistake"/> is what was typed that is no address.</summary>
    public static Func<string, string> Picker(AuthorizeRequest request, IReadOnlyList<string> scopes, string address, string? mistake)
    {
        var typed = mistake ?? request.LoginHint;
        var people = typed is { Length: > 0 } && mistake is null ? Examples.Prepend(typed).Distinct(StringComparer.OrdinalIgnoreCase) : Examples;
        var error = mistake is null ? "" : """<p class="error" id="email-error" role="alert">This is no e-mail address.</p>""";
        return _ => Layout(mistake is null ? "Pick an account" : "Error: pick an account", $"""
            <h1>Pick an account</h1>
            <p>This is the sandbox's stand-in for Microsoft: no password, anybody may be anybody. The application <b>{Encode(request.ClientId)}</b> wants to:</p>
            <ul>{string.Concat(scopes.Select(scope => $"<li>{Encode(Meanings.GetValueOrDefault(scope, scope))}</li>"))}</ul>
            <form method="post" action="{Encode(address)}" novalidate>
              {string.Concat(people.Select(Button))}
            </form>
            <form method="post" action="{Encode(address)}" novalidate>
              <div class="field">
                <label for="email">Another e-mail address</label>
                <input id="email" name="email" type="email" autocomplete="email" spellcheck="false" value="{Encode(mistake)}"{(mistake is null ? "" : " aria-invalid=\"true\" aria-describedby=\"email-error\" autofocus")}>
                {error}
              </div>
              <button type="submit">Accept with this address</button>
            </form>
            <form method="post" action="{Encode(address)}">
              <p class="again"><button type="submit" name="refuse" value="1">Refuse</button></p>
            </form>
            """);
    }

    /// <summary>The request cannot go back to where it came from.</summary>
    public static Func<string, string> Refused(string why) => _ => Layout("Sorry", $"""
        <h1>We are having trouble signing you in</h1>
        <pre>{Encode(why)}</pre>
        """);

    /// <summary>Posts the answer to the application.</summary>
    public static Func<string, string> FormPost(string redirectUri, IEnumerable<KeyValuePair<string, string?>> fields) => nonce => Layout("Working", $"""
        <form method="post" id="answer" action="{Encode(redirectUri)}">
          {string.Concat(fields.Select(field => $"""<input type="hidden" name="{Encode(field.Key)}" value="{Encode(field.Value)}">"""))}
          <button type="submit">Continue</button>
        </form>
        <script nonce="{nonce}">document.getElementById("answer").submit();</script>
        """);

    private static string Button(string person) => $"""<p><button type="submit" name="account" value="{Encode(person)}">{Encode(person)}</button></p>""";

    private static string Layout(string title, string content) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title} · PeteRental sandbox</title>
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="{ClerkEndpoints.Prefix}/sign-in.css">
        </head>
        <body>
        <main>
          <p class="brand"><span>Microsoft</span><span class="where">sandbox</span></p>
          {content}
        </main>
        </body>
        </html>
        """;

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
