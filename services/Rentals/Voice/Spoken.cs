using System.Collections.Frozen;
using System.Globalization;

namespace PeteRental.Rentals.Voice;

/// <summary>Numbers as they are said. Pure.</summary>
internal static class Spoken
{
    private static readonly FrozenDictionary<string, int> Small =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".Split(' ')
            .Select((word, number) => (word, number)).Append(("oh", 0)).Append(("o", 0)).ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly FrozenDictionary<string, int> Tens =
        "twenty thirty forty fifty sixty seventy eighty ninety".Split(' ').Select((word, index) => (word, (index + 2) * 10))
            .ToFrozenDictionary(pair => pair.word, pair => pair.Item2);

    /// <summary>A number of one word, in digits or not.</summary>
    public static int? Number(string word) =>
        word.Length is > 0 and <= 6 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits
        : Small.TryGetValue(word, out var small) ? small
        : Tens.TryGetValue(word, out var tens) ? tens
        : null;

    /// <summary>
    /// A house number at a place among words, and how many words it takes: <c>eleven eighteen</c> is 1118, <c>one eighteen</c> 118,
    /// <c>twelve oh five</c> 1205, <c>one hundred and eighteen</c> 118, <c>11 18</c> 1118. Null when there is none.
    /// </summary>
    public static (string Number, int Words)? HouseNumber(IReadOnlyList<string> words, int at)
    {
        var (number, taken) = ("", 0);
        while (at + taken < words.Count)
        {
            if (Part(words, at + taken) is not { } part || number.Length + part.Digits.Length > 6)
            {
                break;
            }

            number += part.Digits;
            taken += part.Words;
        }

        return taken == 0 || number.TrimStart('0').Length == 0 ? null : (number, taken);
    }

    // What is said in one breath: digits, a number below a hundred, or one with hundred or thousand.
    private static (string Digits, int Words)? Part(IReadOnlyList<string> words, int at)
    {
        if (words[at].All(char.IsAsciiDigit))
        {
            return (words[at], 1);
        }

        if (BelowHundred(words, at) is not { } first)
        {
            return null;
        }

        var (value, taken) = first;
        var isRound = false;
        foreach (var (name, times) in new[] { ("thousand", 1000), ("hundred", 100) })
        {
            if (at + taken < words.Count && words[at + taken] == name)
            {
                (value, isRound) = (value * times, true);
                taken++;
                if (times == 1000 && At(words, at + taken) is { } hundreds && At(words, at + taken + hundreds.Words, "hundred"))
                {
                    value += hundreds.Value * 100;
                    taken += hundreds.Words + 1;
                }

                break;
            }
        }

        var skip = isRound && At(words, at + taken, "and") ? 1 : 0;
        if (isRound && At(words, at + taken + skip) is { } rest)
        {
            value += rest.Value;
            taken += skip + rest.Words;
        }

        return (value.ToString(CultureInfo.InvariantCulture), taken);
    }

    private static (int Value, int Words)? At(IReadOnlyList<string> words, int at) => at < words.Count ? BelowHundred(words, at) : null;

    private static bool At(IReadOnlyList<string> words, int at, string word) => at < words.Count && words[at] == word;

    private static (int Value, int Words)? BelowHundred(IReadOnlyList<string> words, int at)
    {
        if (Tens.TryGetValue(words[at], out var tens))
        {
            var isFollowed = at + 1 < words.Count && Small.TryGetValue(words[at + 1], out var ones) && ones is > 0 and < 10;
            return isFollowed ? (tens + Small[words[at + 1]], 2)
                // "twenty first" is the name of a street.
                : at + 1 < words.Count && Addresses.AddressWords.Shorten(words[at + 1]) is var next && next != words[at + 1] && char.IsAsciiDigit(next[0]) ? null
                : (tens, 1);
        }

        return Small.TryGetValue(words[at], out var small) ? (small, 1) : null;
    }
}
