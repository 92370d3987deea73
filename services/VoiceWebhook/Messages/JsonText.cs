using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PeteRental.VoiceWebhook.Messages;

/// <summary>Reads single values out of a body that is known to be well-formed JSON. What is of another type reads as null.</summary>
internal static class JsonText
{
    /// <summary>Ids, names and numbers are short; a longer one is not an id.</summary>
    public const int ShortLength = 200;

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '\u007f']);

    public static string? Short(ReadOnlySpan<byte> body, JsonSlice slice)
    {
        // An escape takes at most six bytes for one character.
        if (slice.IsEmpty || slice.Length > (6 * ShortLength) + 2)
        {
            return null;
        }

        var text = Any(body, slice);
        return !string.IsNullOrWhiteSpace(text) && text.Length <= ShortLength && !text.AsSpan().ContainsAny(ControlCharacters)
            ? text
            : null;
    }

    /// <summary>Text of any length. A zero byte, which Postgres does not take, is dropped.</summary>
    public static string? Long(ReadOnlySpan<byte> body, JsonSlice slice)
    {
        var text = Any(body, slice)?.Replace("\0", "", StringComparison.Ordinal);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>A string, or the digits of a number.</summary>
    public static string? Any(ReadOnlySpan<byte> body, JsonSlice slice)
    {
        if (slice.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(slice.Of(body));
        reader.Read();
        return Any(ref reader);
    }

    /// <summary>The string or number that the reader stands on.</summary>
    public static string? Any(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Decode(ref reader),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    /// <summary>An ISO-8601 instant, or milliseconds since 1970.</summary>
    public static DateTimeOffset? Instant(ReadOnlySpan<byte> body, JsonSlice slice)
    {
        var text = Short(body, slice);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return milliseconds < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : null;
    }

    /// <summary>An amount that is not negative and not absurd.</summary>
    public static decimal? Amount(ReadOnlySpan<byte> body, JsonSlice slice) =>
        decimal.TryParse(Short(body, slice), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and < 1_000_000
            ? decimal.Round(amount, 4)
            : null;

    private static string? Decode(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, as models cut off in an emoji write it, is JSON but not text.
            return null;
        }
    }

}
