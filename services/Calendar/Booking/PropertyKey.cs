using System.Text;

namespace PeteRental.Calendar.Booking;

/// <summary>Tells whether two addresses as they were said are the same home: case, accents of writing and punctuation do not count.</summary>
internal static class PropertyKey
{
    /// <summary>Letters and digits in lower case, with single spaces between words.</summary>
    public static string Of(string? address)
    {
        var key = new StringBuilder(address?.Length ?? 0);
        foreach (var rune in (address ?? "").Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                key.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (key.Length > 0 && key[^1] != ' ')
            {
                key.Append(' ');
            }
        }

        return key.ToString().TrimEnd();
    }
}
