using System.Globalization;
using System.Text;

namespace PeteRental.Scraper.Extraction.Structured.Json;

/// <summary>
/// Turns an object or array as scripts write it into JSON: keys without quotes, single quotes, commas at the end, comments, undefined,
/// <c>!0</c>, line breaks in strings, brackets that nobody closes. Names are looked up among known values, else they are null; whatever
/// computes (functions, calls, sums) is no literal. One pass, bounded depth.
/// </summary>
/// <remarks><c>{id: 7, rent: '1,200', pets: !0, photos: ['a.jpg',],}</c> becomes <c>{"id":7,"rent":"1,200","pets":true,"photos":["a.jpg"]}</c>.</remarks>
internal sealed class JsLiteral
{
    private const int MaxDepth = 60;

    private readonly string _text;
    private readonly IReadOnlyDictionary<string, string>? _names;
    private readonly StringBuilder _json = new();
    private int _at;

    private JsLiteral(string text, int start, IReadOnlyDictionary<string, string>? names)
    {
        (_text, _at, _names) = (text, start, names);
    }

    /// <summary>Reads the literal at a place of a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="start">Where the bracket is.</param>
    /// <param name="end">Behind what was read, also when it was no literal.</param>
    /// <param name="names">JSON of names that are known there.</param>
    /// <returns>JSON, or null.</returns>
    public static string? Read(string text, int start, out int end, IReadOnlyDictionary<string, string>? names = null)
    {
        var literal = new JsLiteral(text, start, names);
        var isRead = literal.Value(0);
        end = Math.Max(literal._at, start + 1);
        return isRead ? literal._json.ToString() : null;
    }

    /// <summary>The arguments of a call as a JSON array; null when one of them is no literal.</summary>
    /// <param name="text">The script.</param>
    /// <param name="start">Where the parenthesis is.</param>
    public static string? ReadArguments(string text, int start)
    {
        var literal = new JsLiteral(text, start, null);
        return literal.Array(0, ')') ? literal._json.ToString() : null;
    }

    /// <summary>What a string literal stands for; null when there is none at that place.</summary>
    public static string? ReadString(string text, int start, out int end)
    {
        var literal = new JsLiteral(text, start, null);
        var value = literal.Quoted();
        end = Math.Max(literal._at, start + 1);
        return value;
    }

    private bool Value(int depth)
    {
        SkipSpace();
        if (_at >= _text.Length || depth > MaxDepth)
        {
            return false;
        }

        return _text[_at] switch
        {
            '{' => Object(depth),
            '[' => Array(depth, ']'),
            '"' or '\'' or '`' => String(),
            '!' => Negated(),
            '-' or '+' or '.' or (>= '0' and <= '9') => Number(),
            _ => Name(),
        };
    }

    private bool Object(int depth)
    {
        _at++;
        _json.Append('{');
        for (var isFirst = true; ; isFirst = false)
        {
            SkipSpaceAndCommas();
            if (_at >= _text.Length || _text[_at] == '}')
            {
                _at++;
                _json.Append('}');
                return true;
            }

            _json.Append(isFirst ? "" : ",");
            if (!Key() || !Value(depth + 1) || !AtEndOfMember('}'))
            {
                return false;
            }
        }
    }

    private bool Array(int depth, char close)
    {
        _at++;
        _json.Append('[');
        for (var isFirst = true; ; isFirst = false)
        {
            SkipSpaceAndCommas();
            if (_at >= _text.Length || _text[_at] == close)
            {
                _at++;
                _json.Append(']');
                return true;
            }

            _json.Append(isFirst ? "" : ",");
            if (!Value(depth + 1) || !AtEndOfMember(close))
            {
                return false;
            }
        }
    }

    // The end of the text closes everything: data that was cut off is still data.
    private bool AtEndOfMember(char close)
    {
        SkipSpace();
        return _at >= _text.Length || _text[_at] == ',' || _text[_at] == close;
    }

    private bool Key()
    {
        SkipSpace();
        var start = _at;
        var key = _text[_at] is '"' or '\'' ? Quoted() : Identifier();
        SkipSpace();
        if (string.IsNullOrEmpty(key) && _at == start || key is null || _at >= _text.Length || _text[_at] != ':')
        {
            return false;
        }

        _at++;
        AppendString(key);
        _json.Append(':');
        return true;
    }

    private bool String()
    {
        if (Quoted() is not { } value)
        {
            return false;
        }

        AppendString(value);
        return true;
    }

    private bool Negated()
    {
        var value = _at + 1 < _text.Length ? _text[_at + 1] : ' ';
        _at += 2;
        _json.Append(value == '0' ? "true" : "false");
        return value is '0' or '1';
    }

    private bool Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+'))
        {
            _at++;
        }

        if (!double.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            return false;
        }

        _json.Append(number.ToString("R", CultureInfo.InvariantCulture));
        return true;
    }

    private bool Name()
    {
        var name = Identifier();
        if (name == "new")
        {
            return Instance();
        }

        if (name == "void")
        {
            SkipSpace();
            _at++;
        }

        if (name.Length == 0)
        {
            return false;
        }

        _json.Append(name is "true" or "false" ? name : _names?.GetValueOrDefault(name) ?? "null");
        SkipSpace();
        return _at >= _text.Length || _text[_at] is ',' or '}' or ']' or ')';
    }

    // new Date("2026-08-01")
    private bool Instance()
    {
        SkipSpace();
        var type = Identifier();
        SkipSpace();
        if (type != "Date" || _at >= _text.Length || _text[_at] != '(')
        {
            return false;
        }

        _at++;
        SkipSpace();
        var isRead = _at < _text.Length && _text[_at] is '"' or '\'' ? String() : Number();
        SkipSpace();
        return isRead && _at < _text.Length && _text[_at++] == ')';
    }

    private string Identifier()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '$' or '.' or '-'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string? Quoted()
    {
        if (_at >= _text.Length || _text[_at] is not ('"' or '\'' or '`'))
        {
            return null;
        }

        var quote = _text[_at++];
        var value = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            var character = _text[_at];
            if (character == quote)
            {
                _at++;
                return value.ToString();
            }

            if (character == '\\')
            {
                Escape(value);
            }
            else
            {
                value.Append(character);
            }
        }

        return null;
    }

    private void Escape(StringBuilder value)
    {
        if (++_at >= _text.Length)
        {
            return;
        }

        var digits = _text[_at] switch { 'u' => 4, 'x' => 2, _ => 0 };
        if (digits > 0 && _at + digits < _text.Length
            && ushort.TryParse(_text.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            value.Append((char)code);
            _at += digits;
            return;
        }

        value.Append(_text[_at] switch { 'n' => "\n", 't' => "\t", 'r' => "\r", 'b' or 'f' or '\n' => "", var character => character.ToString() });
    }

    private void AppendString(string value)
    {
        _json.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            // Half of a pair comes out as U+FFFD: JSON cannot hold it.
            if (rune.Value is '"' or '\\')
            {
                _json.Append('\\').Append((char)rune.Value);
            }
            else if (Rune.IsControl(rune))
            {
                _json.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                _json.Append(rune.ToString());
            }
        }

        _json.Append('"');
    }

    private void SkipSpaceAndCommas()
    {
        SkipSpace();
        while (_at < _text.Length && _text[_at] == ',')
        {
            _at++;
            SkipSpace();
        }
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\uFEFF')
            {
                _at++;
            }
            else if (string.CompareOrdinal(_text, _at, "/*", 0, 2) == 0)
            {
                _at = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : _text.Length;
            }
            else if (string.CompareOrdinal(_text, _at, "//", 0, 2) == 0)
            {
                _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end + 1 : _text.Length;
            }
            else
            {
                return;
            }
        }
    }
}
