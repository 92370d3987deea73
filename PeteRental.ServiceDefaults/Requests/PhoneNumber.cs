using System.Buffers;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>
/// A telephone number in E.164 (<c>+15550100187</c>). Numbers without a country are read as North American, where the homes are.
/// </summary>
public readonly record struct PhoneNumber
{
    // ITU-T E.164: at most 15 digits. The shortest national numbers with a country code have 7 or 8.
    private const int FewestDigits = 8;
    private const int MostDigits = 15;

    // What carriers send for a caller who hides their number: the word, spelled on a telephone's keys. All such callers would share
    // it, so it must never identify one of them.
    private static readonly HashSet<string> Hidden = new(StringComparer.Ordinal)
    {
        "+266696687", // ANONYMOUS
        "+7378742833", // RESTRICTED
        "+2562533", // BLOCKED
        "+8656696", // UNKNOWN
        "+86282452253", // UNAVAILABLE
    };

    private static readonly SearchValues<char> ExtensionMarks = SearchValues.Create("xXeE;,#");

    private PhoneNumber(string value) => Value = value;

    /// <summary>Plus sign and digits.</summary>
    public string Value { get; }

    /// <summary>Reads a number as people and carriers write it; null when it is not one, or stands for a hidden one.</summary>
    public static PhoneNumber? Parse(string? text)
    {
        Span<char> digits = stackalloc char[MostDigits + 4];
        if (Digits(WithoutExtension(text.AsSpan().Trim()), digits) is not { } read)
        {
            return null;
        }

        var (isInternational, length) = read;
        var number = digits[..length];
        var prefix = isInternational ? 0 : number.StartsWith("011") ? 3 : number.StartsWith("00") ? 2 : -1;
        var value = (prefix, number.Length) switch
        {
            ( >= 0, _) => $"+{number[prefix..]}",
            (_, 10) => $"+1{number}",
            (_, 11) when number[0] == '1' => $"+{number}",
            _ => "",
        };
        return IsPlausible(value) ? new PhoneNumber(value) : null;
    }

    /// <summary>The last two digits, which is all that may be logged.</summary>
    public override string ToString() => Value is null ? "" : $"…{Value[^2..]}";

    private static bool IsPlausible(string value)
    {
        if (value.Length is < FewestDigits + 1 or > MostDigits + 1 || value[1] == '0' || Hidden.Contains(value))
        {
            return false;
        }

        // North American numbers have ten digits, and an area code never begins with 0 or 1.
        return value[1] != '1' || (value.Length == 12 && value[2] is >= '2' and <= '9');
    }

    private static ReadOnlySpan<char> WithoutExtension(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
        {
            text = text[4..];
        }

        var end = text.IndexOfAny(ExtensionMarks);
        return end < 0 ? text : text[..end];
    }

    private static (bool IsInternational, int Length)? Digits(ReadOnlySpan<char> text, Span<char> digits)
    {
        var length = 0;
        var isInternational = false;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character) && length < digits.Length)
            {
                digits[length++] = character;
            }
            else if (character == '+' && length == 0 && !isInternational)
            {
                isInternational = true;
            }
            else if (character is not (' ' or '-' or '.' or '(' or ')' or '/' or '\u00a0' or '\u2011'))
            {
                return null;
            }
        }

        return (isInternational, length);
    }
}
