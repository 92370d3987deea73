using System.Globalization;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace PeteRental.Agents.Requests;

/// <summary>What texts from outside may look like. Postgres takes no NUL, and nobody wants control characters in a name.</summary>
internal static partial class TextRules
{
    public const int MaxEmailLength = 254;

    /// <summary>A line: something to see in it, no control or other invisible characters that reorder text, at most so long.</summary>
    public static bool IsLine(string text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(IsUnwelcome);

    /// <summary>Several lines: tabs and line ends are allowed, empty too.</summary>
    public static bool IsBlock(string text, int maxLength) =>
        text.Length <= maxLength && !text.Any(character => character is not ('\n' or '\r' or '\t') && IsUnwelcome(character));

    public static bool IsEmail(string text) =>
        text.Length is > 2 and <= MaxEmailLength
        && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && MailAddress.TryCreate(text, out var address)
        && string.Equals(address.Address, text, StringComparison.Ordinal);

    /// <summary>E.164: a plus, the country code, at most 15 digits.</summary>
    public static bool IsPhone(string text) => E164().IsMatch(text);

    /// <summary>The number without what people write between digits; null when that is no E.164 number.</summary>
    public static string? Phone(string text)
    {
        var bare = Punctuation().Replace(text.Trim(), "");
        return IsPhone(bare) ? bare : null;
    }

    /// <summary>One line out of whatever a token claims, or null when nothing is left of it.</summary>
    public static string? Line(string? text, int maxLength)
    {
        var clean = text is null ? "" : string.Concat(text.Where(character => !IsUnwelcome(character))).Trim();
        if (clean.Length > maxLength)
        {
            // Not between the halves of a surrogate pair.
            clean = clean[..(char.IsHighSurrogate(clean[maxLength - 1]) ? maxLength - 1 : maxLength)].TrimEnd();
        }

        return clean.Length == 0 ? null : clean;
    }

    private static bool IsUnwelcome(char character) =>
        char.IsControl(character)
        || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF'
        || char.GetUnicodeCategory(character) == UnicodeCategory.OtherNotAssigned;

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex E164();

    [GeneratedRegex(@"[\s().-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Punctuation();
}
