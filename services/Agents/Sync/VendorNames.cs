namespace PeteRental.Agents.Sync;

/// <summary>
/// Voices and models as managers write them, and as Vapi wants them: a provider and a name. A bare name means the provider that it is
/// known from.
/// </summary>
internal static class VendorNames
{
    public const string Vapi = "vapi";

    private static readonly HashSet<string> VoiceProviders =
    [
        "11labs", "azure", "cartesia", "deepgram", "hume", "inworld", "lmnt", "microsoft", "minimax", "neuphonic", "openai", "playht",
        "rime-ai", "sesame", "smallest-ai", "tavus", Vapi, "wellsaid", "xai",
    ];

    private static readonly HashSet<string> ModelProviders =
    [
        "anthropic", "anthropic-bedrock", "anyscale", "cerebras", "deep-seek", "deepinfra", "google", "groq", "inflection-ai", "minimax",
        "openai", "openrouter", "perplexity-ai", "together-ai", Vapi, "xai",
    ];

    /// <summary><c>Paige</c> is Vapi's own; <c>11labs:burt</c> names its provider.</summary>
    public static (string Provider, string Name) Voice(string text) => Split(text, ':', VoiceProviders) ?? (Vapi, text);

    /// <summary><c>gpt-4.1</c> is OpenAI's, <c>claude-…</c> Anthropic's, <c>gemini-…</c> Google's; <c>groq/llama-3.3-70b</c> names its provider.</summary>
    public static (string Provider, string Name) Model(string text) => Split(text, '/', ModelProviders) ?? text switch
    {
        _ when text.StartsWith("claude-", StringComparison.Ordinal) => ("anthropic", text),
        _ when text.StartsWith("gemini-", StringComparison.Ordinal) => ("google", text),
        _ => ("openai", text),
    };

    /// <summary>The way back, for what is read from Vapi.</summary>
    public static string VoiceText(string provider, string name) => provider == Vapi ? name : $"{provider}:{name}";

    /// <summary>The way back, for what is read from Vapi.</summary>
    public static string ModelText(string provider, string name) => Model(name) == (provider, name) ? name : $"{provider}/{name}";

    private static (string Provider, string Name)? Split(string text, char separator, HashSet<string> providers) =>
        text.IndexOf(separator, StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && providers.Contains(text[..at])
            ? (text[..at], text[(at + 1)..])
            : null;
}
