using System.Globalization;
using System.Net.Mail;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>What texts from outside may look like. Postgres takes no NUL, and nobody wants control characters in a name.</summary>
public static class TextRules
{
    /// <summary>RFC 5321.</summary>
    public const int MaxEmailLength = 254;

    /// <summary>A line: something to see in it, no control or other invisible characters that reorder text, at most so long.</summary>
    public static bool IsLine(string text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !text.Any(IsUnwelcome);

    /// <summary>Several lines: tabs and line ends are allowed, empty too.</summary>
    public static bool IsBlock(string text, int maxLength) =>
        text.Length <= maxLength && !text.Any(character => character is not ('\n' or '\r' or '\t') && IsUnwelcome(character));

    /// <summary>A bare address, without a display name.</summary>
    public static bool IsEmail(string text) =>
        text.Length is > 2 and <= MaxEmailLength
        && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && MailAddress.TryCreate(text, out var address)
        && string.Equals(address.Address, text, StringComparison.Ordinal);

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
}
