namespace PeteRental.Calendar.Time;

/// <summary>Walks over tokens; readers that fail put it back where they began.</summary>
internal sealed class TokenCursor(IReadOnlyList<TimeToken> tokens)
{
    public int Position { get; set; }

    public bool IsAtEnd => Position == tokens.Count;

    /// <summary>The token so many places on; a nameless word where there is none.</summary>
    public TimeToken Peek(int ahead = 0) =>
        Position + ahead >= 0 && Position + ahead < tokens.Count ? tokens[Position + ahead] : new TimeToken(TokenKind.Word, "");

    /// <summary>The word there, or nothing.</summary>
    public string Word(int ahead = 0) => Peek(ahead).Text;

    public bool Accept(string word)
    {
        if (Word() != word)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool Accept(params ReadOnlySpan<string> words)
    {
        for (var index = 0; index < words.Length; index++)
        {
            if (Word(index) != words[index])
            {
                return false;
            }
        }

        Position += words.Length;
        return true;
    }

    public bool AcceptAny(IReadOnlySet<string> words)
    {
        if (!words.Contains(Word()))
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TryAccept(TokenKind kind, out TimeToken token)
    {
        token = Peek();
        if (token.Kind != kind || IsAtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>12, twelve, twenty five: a number of at most two digits.</summary>
    public bool TryReadNumber(out int number)
    {
        if (Peek() is { Kind: TokenKind.Number, B: <= 2 } digits)
        {
            Position++;
            number = digits.A;
            return true;
        }

        return TryReadNumberWord(out number);
    }

    /// <summary>twelve, twenty five.</summary>
    public bool TryReadNumberWord(out int number)
    {
        if (TimeWords.Numbers.TryGetValue(Word(), out number))
        {
            Position++;
            return true;
        }

        if (!TimeWords.Tens.TryGetValue(Word(), out number))
        {
            return false;
        }

        Position++;
        if (TimeWords.Numbers.TryGetValue(Word(), out var ones) && ones is > 0 and < 10)
        {
            Position++;
            number += ones;
        }

        return true;
    }

    /// <summary>3rd, third, twenty first.</summary>
    public bool TryReadOrdinal(out int number)
    {
        if (TryAccept(TokenKind.Ordinal, out var digits))
        {
            number = digits.A;
            return true;
        }

        if (TimeWords.Ordinals.TryGetValue(Word(), out number))
        {
            Position++;
            return true;
        }

        if (TimeWords.Tens.TryGetValue(Word(), out var tens) && TimeWords.Ordinals.TryGetValue(Word(1), out var ones) && ones < 10)
        {
            Position += 2;
            number = tens + ones;
            return true;
        }

        return false;
    }
}
