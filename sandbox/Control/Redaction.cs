using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Sandbox.Control;

/// <summary>
/// Takes secrets out of what is recorded. Signatures stay: they prove something and open nothing, and a receiver's test
/// checks them. Numbers stay too: <c>max_tokens</c> is no token.
/// </summary>
internal static partial class Redaction
{
    private const string Gone = "[redacted]";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A header's value as it may be shown.</summary>
    public static string Header(string name, string value) =>
        name.ToLowerInvariant() is "cookie" or "set-cookie" ? Gone : Value(name, value);

    /// <summary>A query or form field's value as it may be shown.</summary>
    public static string Value(string name, string value) => value.Length > 0 && NamesSecret(name) ? Gone : Text(value);

    /// <summary>Free text without tokens that are recognised by their looks.</summary>
    public static string Text(string? text) => text is null ? "" : LooksLikeToken().Replace(text, Gone);

    /// <summary>A body as it may be shown, and whether that differs from what came.</summary>
    public static (string Body, bool Redacted) Body(string body, string? contentType, bool isPartial)
    {
        var shown = contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true
            ? Form(body)
            : Json(body) ?? (isPartial ? CutJson().Replace(Text(body), $"\"$1\":\"{Gone}\"") : Text(body));
        return (shown, !string.Equals(shown, body, StringComparison.Ordinal));
    }

    private static string Form(string body)
    {
        var fields = QueryHelpers.ParseQuery(body);
        var shown = fields.Select(pair => KeyValuePair.Create(pair.Key, (string?)Value(pair.Key, pair.Value.ToString()))).ToList();
        return shown.Any(pair => pair.Value?.Contains(Gone, StringComparison.Ordinal) is true)
            ? QueryString.Create(shown).Value![1..]
            : body;
    }

    /// <summary>Null when it is no JSON.</summary>
    private static string? Json(string body)
    {
        try
        {
            var root = JsonNode.Parse(body);
            return Scrub(root) ? root!.ToJsonString(Plain) : body;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, a text with half a surrogate pair, or a name that comes twice: the caller treats it as plain text.
            return null;
        }
    }

    private static bool Scrub(JsonNode? node)
    {
        var changed = false;
        if (node is JsonObject members)
        {
            foreach (var (name, member) in members.ToList())
            {
                changed |= Scrub(NamesSecret(name), member, shown => members[name] = shown);
            }
        }
        else if (node is JsonArray items)
        {
            for (var index = 0; index < items.Count; index++)
            {
                var at = index;
                changed |= Scrub(secret: false, items[at], shown => items[at] = shown);
            }
        }

        return changed;
    }

    private static bool Scrub(bool secret, JsonNode? node, Action<JsonNode> replace)
    {
        if (node is JsonObject or JsonArray)
        {
            return Scrub(node);
        }

        if (node?.GetValueKind() is not JsonValueKind.String)
        {
            return false;
        }

        var text = node.GetValue<string>();
        var shown = secret && text.Length > 0 ? Gone : Text(text);
        if (string.Equals(shown, text, StringComparison.Ordinal))
        {
            return false;
        }

        replace(shown);
        return true;
    }

    private static bool NamesSecret(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain is "code" or "codeverifier" or "assertion" or "key" or "clientstate"
            || SecretWords().IsMatch(plain);
    }

    [GeneratedRegex("authorization|token|secret|password|passphrase|apikey|privatekey|credential", RegexOptions.CultureInvariant)]
    private static partial Regex SecretWords();

    /// <summary>A JWT; a bearer or basic credential; a key with one of the vendors' prefixes.</summary>
    [GeneratedRegex(
        @"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|(?<=\b(?:Bearer|Basic)\s+)[A-Za-z0-9+/=._~-]{8,}|\b(?:whsec|sk|rk|pk)_[A-Za-z0-9_+/=-]{8,}",
        RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeToken();

    /// <summary>A member with a secret's name in JSON that was cut off and cannot be parsed.</summary>
    [GeneratedRegex(
        "\"([^\"]*(?:[Tt]oken|[Ss]ecret|[Pp]assword|[Aa]pi_?[Kk]ey|[Aa]uthorization)[^\"]*)\"\\s*:\\s*\"(?:[^\"\\\\]|\\\\.)*\"?",
        RegexOptions.CultureInvariant)]
    private static partial Regex CutJson();
}
