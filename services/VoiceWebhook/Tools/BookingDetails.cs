using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>
/// What is needed to book, taken from what a model filled in. Either everything is usable, or the caller is asked for the first
/// thing that is not; nothing is guessed.
/// </summary>
/// <param name="Address">The home.</param>
/// <param name="StartTime">The time in the caller's words.</param>
/// <param name="Name">Who comes.</param>
/// <param name="Email">Null when not given.</param>
/// <param name="Phone">The number given, else the caller's own; null when there is neither.</param>
/// <param name="Notes">Null when not given.</param>
public sealed partial record BookingDetails(string Address, string StartTime, string Name, string? Email, PhoneNumber? Phone, string? Notes)
{
    private const int LongestAddress = 200;
    private const int LongestName = 100;
    private const int LongestTime = 100;
    private const int LongestNotes = 1_000;

    // What models write when they have nothing to write.
    private static readonly HashSet<string> Blanks = new(StringComparer.OrdinalIgnoreCase)
    {
        "none", "null", "n/a", "na", "unknown", "not provided", "not given", "not specified", "undefined", "no", "ninguno", "no tiene", "-", "string",
    };

    /// <summary>Reads the details, or says what to ask the caller for.</summary>
    public static BookingDetails? Read(ToolArguments arguments, PhoneNumber? caller, out Situation missing)
    {
        var address = Words(arguments[Argument.PropertyAddress], LongestAddress);
        var time = Words(arguments[Argument.StartTime], LongestTime);
        var name = Words(arguments[Argument.AttendeeName], LongestName);
        var hasEmail = TryReadEmail(arguments, out var email);
        var hasPhone = TryReadPhone(arguments, caller, out var phone);
        Situation? problem =
            address is null ? Situation.AddressMissing
            : time is null ? Situation.TimeMissing
            : name is null || !name.Any(char.IsLetter) ? Situation.NameMissing
            : !hasEmail ? Situation.EmailUnusable
            : !hasPhone ? Situation.PhoneUnusable
            : null;
        missing = problem ?? default;
        return problem is null
            ? new BookingDetails(address!, time!, name!, email, phone, Cut(Clean(arguments[Argument.Notes]), LongestNotes))
            : null;
    }

    /// <summary>Text with letters or digits, on one line and not too long; null otherwise.</summary>
    public static string? Words(string? text, int longest) =>
        Clean(text) is { } clean && clean.Length <= longest && clean.Any(char.IsLetterOrDigit) && !Blanks.Contains(clean) ? clean : null;

    private static bool TryReadEmail(ToolArguments arguments, out string? email)
    {
        email = Clean(arguments[Argument.AttendeeEmail]);
        if (arguments.IsUnusable(Argument.AttendeeEmail))
        {
            return false;
        }

        if (email is null || Blanks.Contains(email))
        {
            email = null;
            return true;
        }

        email = Spelled(email);
        return TextRules.IsEmail(email) && EmailPattern().IsMatch(email);
    }

    // Dictated: "ana dot lee at example dot test".
    private static string Spelled(string email) =>
        email.Contains('@', StringComparison.Ordinal)
            ? email
            : email.Replace(" at ", "@", StringComparison.OrdinalIgnoreCase)
                .Replace(" arroba ", "@", StringComparison.OrdinalIgnoreCase)
                .Replace(" dot ", ".", StringComparison.OrdinalIgnoreCase)
                .Replace(" punto ", ".", StringComparison.OrdinalIgnoreCase);

    private static bool TryReadPhone(ToolArguments arguments, PhoneNumber? caller, out PhoneNumber? phone)
    {
        var given = arguments[Argument.AttendeePhone];
        phone = PhoneNumber.Parse(given);
        if (phone is not null)
        {
            return true;
        }

        // "The number I'm calling from" and blanks mean the caller's own; digits that are no number are a number misheard.
        phone = caller;
        return !arguments.IsUnusable(Argument.AttendeePhone) && given?.Any(char.IsDigit) != true;
    }

    // Control characters and line breaks become spaces, runs of spaces one; what cannot be encoded is dropped.
    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control)
            {
                _ = clean.Length > 0 && clean[^1] != ' ' ? clean.Append(' ') : clean;
            }
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse) && rune != Rune.ReplacementChar)
            {
                clean.Append(rune.ToString());
            }
        }

        var words = clean.ToString().Trim();
        return words.Length == 0 ? null : words;
    }

    private static string? Cut(string? text, int longest) =>
        text is null || text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    // Stricter than RFC 5322: an address out there has a domain with a dot.
    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex EmailPattern();
}
