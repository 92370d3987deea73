using System.Text.Json;

namespace PeteRental.VoiceWebhook.Messages;

/// <summary>
/// What was said on a call, as lists of messages tell it: <c>{"role":"user","content":"Do you take dogs?"}</c>, with the content also as
/// parts <c>[{"type":"text","text":"…"}]</c> (OpenAI's format), or <c>{"role":"user","message":"…"}</c> (Vapi's own).
/// </summary>
internal static class SaidReader
{
    /// <summary>More than this is no question; its end is what was asked.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The last thing the caller said; null when they said nothing, or the slice is no such list.</summary>
    public static string? LastOfCaller(ReadOnlySpan<byte> body, JsonSlice slice)
    {
        string? last = null;
        if (slice.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(slice.Of(body));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                last = ReadMessage(ref reader) ?? last;
            }
            else
            {
                reader.Skip();
            }
        }

        return last is { Length: > MaxLength } ? last[^MaxLength..] : last;
    }

    private static string? ReadMessage(ref Utf8JsonReader reader)
    {
        var (isCallers, text) = (false, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isRole, isText) = (Is(ref reader, "role"u8), Is(ref reader, "content"u8) || Is(ref reader, "message"u8));
            reader.Read();
            if (isText)
            {
                text = ReadText(ref reader) ?? text;
                continue;
            }

            isCallers = isRole ? reader.TokenType == JsonTokenType.String && Is(ref reader, "user"u8) : isCallers;
            reader.Skip();
        }

        return isCallers && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    // The reader stands on the content before, and on its end after.
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var text = JsonText.Any(ref reader);
            reader.Skip();
            return text;
        }

        var parts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = Is(ref reader, "text"u8);
                reader.Read();
                if (isText && JsonText.Any(ref reader) is { } part)
                {
                    parts.Add(part);
                }

                reader.Skip();
            }
        }

        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    // No sender escapes letters of a plain name; not unescaping also means that no broken escape can throw here.
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(name);
}
