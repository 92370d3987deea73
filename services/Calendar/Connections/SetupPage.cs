using System.Security.Cryptography;
using System.Text;

namespace PeteRental.Calendar.Connections;

/// <summary>
/// The page that people come back to after a consent when no other was asked for: what happened, in plain words, and what to do next.
/// Made of our own sentences only; nothing that comes in is shown. Without scripts, for keyboard, screen reader and telephone.
/// </summary>
internal static class SetupPage
{
    private const string Style = """
        :root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d1d1b;--soft:#55544f;--line:#dedbd2;--good:#146c43;--bad:#a3261b;--plain:#2f4f8f}
        @media (prefers-color-scheme:dark){:root{--paper:#191917;--card:#232320;--ink:#f1efe9;--soft:#b9b6ac;--line:#3d3c37;--good:#6fd3a0;--bad:#ff9a8d;--plain:#a9c1f5}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
        main{width:100%;max-width:34rem;padding:clamp(1.25rem,5vw,2.25rem);background:var(--card);border:1px solid var(--line);border-top:.375rem solid var(--tone);border-radius:.75rem}
        .good{--tone:var(--good)}.bad{--tone:var(--bad)}.plain{--tone:var(--plain)}
        .brand{margin:0 0 1rem;color:var(--soft);font-size:.9375rem}
        h1{margin:0 0 .75rem;font-size:clamp(1.375rem,5vw,1.75rem);line-height:1.25;color:var(--tone);text-wrap:balance}
        h2{margin:1.5rem 0 .375rem;font-size:1.0625rem}
        p{margin:0 0 .75rem}
        p:last-child{margin:0}
        """;

    /// <summary>Only our own style is let in, and nothing else at all.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page.</summary>
    /// <param name="auth">success, error, or anything else for nothing yet.</param>
    /// <param name="code">See <see cref="ConsentCode"/>.</param>
    /// <param name="isSpanish">In Spanish, else in English.</param>
    public static string Write(string? auth, string? code, bool isSpanish)
    {
        var (tone, text) = auth switch
        {
            "success" => ("good", SetupTexts.Connected),
            "error" => ("bad", SetupTexts.OfCode(code)),
            _ => ("plain", SetupTexts.NothingYet),
        };
        var words = isSpanish ? text.Spanish : text.English;
        return $"""
            <!doctype html>
            <html lang="{(isSpanish ? "es" : "en")}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{words.Title} · PeteRental</title>
            <link rel="icon" href="data:,">
            <style>{Style}</style>
            </head>
            <body>
            <main class="{tone}">
            <p class="brand">PeteRental</p>
            <h1>{words.Title}</h1>
            <p>{words.What}</p>
            <h2>{(isSpanish ? "Qué hacer ahora" : "What to do next")}</h2>
            <p>{words.Next}</p>
            </main>
            </body>
            </html>
            """;
    }

    /// <summary>Whether a browser would rather have Spanish than English.</summary>
    /// <param name="languages">Its languages with their weights (RFC 9110, 12.5.4).</param>
    public static bool PrefersSpanish(IEnumerable<(string Tag, double Weight)> languages)
    {
        var (spanish, english) = (0.0, 0.0);
        foreach (var (tag, weight) in languages)
        {
            spanish = Is(tag, "es") ? Math.Max(spanish, weight) : spanish;
            english = Is(tag, "en") ? Math.Max(english, weight) : english;
        }

        return spanish > english;
    }

    private static bool Is(string tag, string language) =>
        tag.Equals(language, StringComparison.OrdinalIgnoreCase) || tag.StartsWith($"{language}-", StringComparison.OrdinalIgnoreCase);
}
