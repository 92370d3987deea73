namespace PeteRental.Calendar.Time;

internal enum TokenKind
{
    /// <summary>Letters.</summary>
    Word,

    /// <summary>Digits: value in A, number of digits in B.</summary>
    Number,

    /// <summary>3rd: value in A.</summary>
    Ordinal,

    /// <summary>2:30, 14.00: hour in A, minute in B.</summary>
    Clock,

    /// <summary>2026-10-07: year, month, day in A, B, C.</summary>
    IsoDate,

    /// <summary>10/7 or 10/7/2026: in order of writing; C is 0 without a year.</summary>
    SlashDate,
}

/// <summary>A word or number of what was said, in lower case.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The letters of a word; empty otherwise.</param>
/// <param name="A">See <see cref="TokenKind"/>.</param>
/// <param name="B">See <see cref="TokenKind"/>.</param>
/// <param name="C">See <see cref="TokenKind"/>.</param>
/// <param name="HasLeadingZero">Written like 09:00, as on a 24-hour clock.</param>
internal readonly record struct TimeToken(TokenKind Kind, string Text, int A = 0, int B = 0, int C = 0, bool HasLeadingZero = false);

/// <summary>Splits what was said into words and numbers in one pass.</summary>
internal ref struct TimeTokenizer(ReadOnlySpan<char> text)
{
    private const int LongestNumber = 4;
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>The tokens, or null when there is a sign that no time is written with.</summary>
    public static List<TimeToken>? Read(ReadOnlySpan<char> text)
    {
        var tokenizer = new TimeTokenizer(text);
        var tokens = new List<TimeToken>();
        while (tokenizer.SkipSeparators())
        {
            if (!tokenizer.TryRead(out var token))
            {
                return null;
            }

            tokens.Add(token);
        }

        return tokens;
    }

    private readonly char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool SkipSeparators()
    {
        while (Current is ' ' or ',' or '-' or '.' or '?' or '!' or '\t')
        {
            _at++;
        }

        return _at < _text.Length;
    }

    private bool TryRead(out TimeToken token)
    {
        token = default;
        return char.IsAsciiLetter(Current) ? TryReadWord(out token) : char.IsAsciiDigit(Current) && TryReadDigits(out token);
    }

    // Apostrophes vanish (o'clock), and the letters of "p.m." are one word.
    private bool TryReadWord(out TimeToken token)
    {
        Span<char> letters = stackalloc char[16];
        var length = 0;
        while (char.IsAsciiLetter(Current) || (Current is '\'' or '\u2019' && length > 0))
        {
            if (length == letters.Length)
            {
                token = default;
                return false;
            }

            if (char.IsAsciiLetter(Current))
            {
                letters[length++] = char.ToLowerInvariant(Current);
            }

            _at++;
        }

        if (length == 1 && letters[0] is 'a' or 'p' && AcceptDottedM())
        {
            letters[length++] = 'm';
        }

        token = new TimeToken(TokenKind.Word, new string(letters[..length]));
        return true;
    }

    private bool AcceptDottedM()
    {
        if (Current == '.' && _at + 1 < _text.Length && _text[_at + 1] is 'm' or 'M' && (_at + 2 == _text.Length || !char.IsAsciiLetter(_text[_at + 2])))
        {
            _at += 2;
            return true;
        }

        return false;
    }

    private bool TryReadDigits(out TimeToken token)
    {
        token = default;
        var start = _at;
        if (!TryReadNumber(out var number, out var digits))
        {
            return false;
        }

        if (digits == LongestNumber && Current == '-' && TryReadIsoRest(number, out token))
        {
            return true;
        }

        if (digits <= 2 && Current is ':' or '.' && TryReadClockRest(number, _text[start] == '0' && digits == 2, out token))
        {
            return true;
        }

        if (Current == '/')
        {
            return digits <= 2 && TryReadSlashRest(number, out token);
        }

        if (Current == ':')
        {
            return false;
        }

        token = TryReadOrdinalEnding()
            ? new TimeToken(TokenKind.Ordinal, "", number)
            : new TimeToken(TokenKind.Number, "", number, digits, HasLeadingZero: _text[start] == '0' && digits > 1);
        return true;
    }

    private bool TryReadNumber(out int number, out int digits)
    {
        number = 0;
        for (digits = 0; char.IsAsciiDigit(Current); digits++, _at++)
        {
            if (digits == LongestNumber)
            {
                return false;
            }

            number = (number * 10) + (Current - '0');
        }

        return digits > 0;
    }

    private bool TryReadIsoRest(int year, out TimeToken token)
    {
        var rest = _text[_at..];
        if (rest is ['-', var m1, var m2, '-', var d1, var d2, ..] && IsDigits(m1, m2) && IsDigits(d1, d2) && (rest.Length == 6 || !char.IsAsciiDigit(rest[6])))
        {
            _at += 6;
            token = new TimeToken(TokenKind.IsoDate, "", year, Two(m1, m2), Two(d1, d2));
            return true;
        }

        token = default;
        return false;
    }

    private bool TryReadClockRest(int hour, bool hasLeadingZero, out TimeToken token)
    {
        token = default;
        var rest = _text[(_at + 1)..];
        if (rest is not [var m1, var m2, ..] || !IsDigits(m1, m2) || (rest.Length > 2 && char.IsAsciiDigit(rest[2])))
        {
            return false;
        }

        _at += 3;
        // Seconds say nothing about a viewing.
        if (_text[_at..] is [':', var s1, var s2, ..] && IsDigits(s1, s2))
        {
            _at += 3;
        }

        token = new TimeToken(TokenKind.Clock, "", hour, Two(m1, m2), HasLeadingZero: hasLeadingZero);
        return Current is not (':' or '/') && !char.IsAsciiDigit(Current);
    }

    private bool TryReadSlashRest(int first, out TimeToken token)
    {
        token = default;
        _at++;
        if (!TryReadNumber(out var second, out var digits) || digits > 2)
        {
            return false;
        }

        var year = 0;
        if (Current == '/')
        {
            _at++;
            if (!TryReadNumber(out year, out digits) || digits is not (2 or 4))
            {
                return false;
            }

            year = digits == 2 ? 2000 + year : year;
        }

        token = new TimeToken(TokenKind.SlashDate, "", first, second, year);
        return Current != '/';
    }

    private bool TryReadOrdinalEnding()
    {
        if (_text[_at..] is [var c1, var c2, ..] rest && (rest.Length == 2 || !char.IsAsciiLetterOrDigit(rest[2])) &&
            (char.ToLowerInvariant(c1), char.ToLowerInvariant(c2)) is ('s', 't') or ('n', 'd') or ('r', 'd') or ('t', 'h'))
        {
            _at += 2;
            return true;
        }

        return false;
    }

    private static bool IsDigits(char tens, char ones) => char.IsAsciiDigit(tens) && char.IsAsciiDigit(ones);

    private static int Two(char tens, char ones) => ((tens - '0') * 10) + (ones - '0');
}
