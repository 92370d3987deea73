using System.Text.Json;
using System.Text.RegularExpressions;

namespace PeteRental.Agents.Vapi;

/// <summary>
/// What of a refusal may be logged. Vapi writes <c>{"message":["model.model must be one of …","property x should not exist"]}</c>, and
/// its sentences may quote what we sent; only the names of fields are taken from them.
/// </summary>
internal static partial class VapiRefusal
{
    private const int MaxFields = 10;

    /// <summary>The named fields, with commas.</summary>
    public static string FieldsOf(string body)
    {
        try
        {
            var root = JsonElement.Parse(body);
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("message", out var message))
            {
                return "";
            }

            var sentences = message.ValueKind switch
            {
                JsonValueKind.String => [message.GetString()!],
                JsonValueKind.Array => message.EnumerateArray().Where(line => line.ValueKind == JsonValueKind.String).Select(line => line.GetString()!),
                _ => Enumerable.Empty<string>(),
            };
            return string.Join(", ", sentences.Select(FieldOf).OfType<string>().Distinct().Take(MaxFields));
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string? FieldOf(string sentence) =>
        Field().Match(sentence) is { Success: true } match ? match.Groups["field"].Value : null;

    [GeneratedRegex(@"^(?:\w+\.)?property (?<field>[A-Za-z0-9_.]{1,80}) should not exist|^(?<field>[A-Za-z0-9_]{1,40}(?:\.[A-Za-z0-9_]{1,40}){0,5}) (?:must|should)", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
