using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PeteRental.Rentals.Addresses;

/// <summary>
/// The words of an address, and each as it is written shortest: what the many spellings of one address have in common. Pure. The short
/// forms are those of USPS Publication 28, appendices B and C, as far as homes need them.
/// </summary>
internal static class AddressWords
{
    // In each row the short form, the word in full, and other spellings.
    private static readonly string[] Spellings =
    [
        "st street str strt saint sainte", "ave avenue av aven avn avenu", "blvd boulevard boul boulv", "dr drive drv driv", "rd road", "ln lane",
        "ct court crt", "cir circle circ crcl", "pl place plc", "ter terrace terr", "trl trail trails", "pkwy parkway parkwy pky pkway", "hwy highway hiway",
        "sq square sqr", "way wy", "xing crossing crssng", "cv cove", "pt point", "rdg ridge", "hts heights ht", "aly alley ally", "plz plaza plza",
        "expy expressway exp", "fwy freeway", "loop loops", "path paths", "row rows", "run runs", "walk walks", "pike pikes", "bnd bend", "brg bridge", "brk brook",
        "crk creek", "xrd crossroad", "est estate", "ests estates", "gdn garden", "gdns gardens", "gln glen", "grn green", "grv grove", "hbr harbor harbour",
        "hl hill", "hls hills", "holw hollow", "is island", "jct junction", "knl knoll", "lk lake", "lks lakes", "lndg landing", "mdw meadow", "mdws meadows",
        "mnr manor", "mt mount", "mtn mountain", "orch orchard", "psge passage", "pne pine", "pnes pines", "prt port", "riv river", "shr shore", "shrs shores",
        "spg spring", "spgs springs", "sta station", "strm stream", "tpke turnpike trnpk", "vly valley", "vw view", "vlg village", "vis vista", "wl well", "wls wells",
        "ft fort", "n north", "s south", "e east", "w west", "ne northeast", "nw northwest", "se southeast", "sw southwest",
        "1st first", "2nd second", "3rd third", "4th fourth", "5th fifth", "6th sixth", "7th seventh", "8th eighth", "9th ninth", "10th tenth",
        "11th eleventh", "12th twelfth", "13th thirteenth", "14th fourteenth", "15th fifteenth", "16th sixteenth", "17th seventeenth", "18th eighteenth",
        "19th nineteenth", "20th twentieth", "30th thirtieth", "40th fortieth", "50th fiftieth", "60th sixtieth", "70th seventieth", "80th eightieth", "90th ninetieth",
    ];

    private static readonly FrozenDictionary<string, string> Short = Spellings.Select(row => row.Split(' '))
        .SelectMany(row => row.Select(word => (Word: word, Brief: row[0]))).ToFrozenDictionary(pair => pair.Word, pair => pair.Brief);

    private static readonly FrozenDictionary<string, string> Full = Spellings.Select(row => row.Split(' ')).Where(row => row.Length > 1)
        .ToFrozenDictionary(row => row[0], row => row[1]);

    private static readonly FrozenDictionary<string, int> Tens = "twenty thirty forty fifty sixty seventy eighty ninety".Split(' ')
        .Select((word, index) => (Word: word, Number: (index + 2) * 10)).ToFrozenDictionary(pair => pair.Word, pair => pair.Number);

    private static readonly FrozenSet<string> WaysSet =
        "st ave blvd dr rd ln ct cir pl ter trl pkwy hwy sq way xing cv pt rdg hts aly plz expy fwy loop path row run walk pike bnd".Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> DirectionsSet = "n s e w ne nw se sw".Split(' ').ToFrozenSet();

    /// <summary>Whether a short word says what kind of way a street is.</summary>
    public static bool IsWay(string word) => WaysSet.Contains(word);

    /// <summary>Whether a short word is a point of the compass.</summary>
    public static bool IsDirection(string word) => DirectionsSet.Contains(word);

    /// <summary>Words in lower case without accents and punctuation: <c>12-14 O'Neil St.</c> is <c>12-14</c>, <c>oneil</c>, <c>st</c>.</summary>
    public static IReadOnlyList<string> Split(string? text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var plain = (text ?? "").Normalize(NormalizationForm.FormKD);
        for (var index = 0; index < plain.Length; index++)
        {
            var character = plain[index];
            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLowerInvariant(character));
            }
            else if (!IsWithin(plain, index))
            {
                Close(words, word);
            }
            else if (character is '-' or '/' or '\u2044')
            {
                word.Append(character == '-' ? '-' : '/');
            }
        }

        Close(words, word);
        return words;
    }

    /// <summary>The shortest spelling of each word; ordinal numbers in digits.</summary>
    public static IReadOnlyList<string> Shorten(IReadOnlyList<string> words) => [.. WithOrdinals(words).Select(Shorten)];

    /// <summary>The words, but for <c>twenty first</c>, which is the one word <c>21st</c>.</summary>
    public static IReadOnlyList<string> WithOrdinals(IReadOnlyList<string> words)
    {
        var joined = new List<string>(words.Count);
        for (var index = 0; index < words.Count; index++)
        {
            var next = index + 1 < words.Count ? Shorten(words[index + 1]) : "";
            if (Tens.TryGetValue(words[index], out var tens) && next is [>= '1' and <= '9', 's' or 'n' or 'r' or 't', _])
            {
                joined.Add($"{tens + (next[0] - '0')}{next[1..]}");
                index++;
            }
            else
            {
                joined.Add(words[index]);
            }
        }

        return joined;
    }

    /// <summary>The shortest spelling of a word.</summary>
    public static string Shorten(string word) => Short.GetValueOrDefault(word, word);

    /// <summary>The spelling in full of a word.</summary>
    public static string Lengthen(string word) => Full.GetValueOrDefault(Shorten(word), word);

    // Marks that are part of a word: accents that stand alone after decomposition, apostrophes, the points of N.W., and between digits
    // the hyphen of 39-20 and the stroke of 1/2.
    private static bool IsWithin(string text, int index)
    {
        var before = index > 0 ? text[index - 1] : ' ';
        var after = index + 1 < text.Length ? text[index + 1] : ' ';
        return text[index] switch
        {
            _ when CharUnicodeInfo.GetUnicodeCategory(text[index]) is UnicodeCategory.NonSpacingMark => true,
            '\'' or '\u2019' or '\u02BC' => char.IsLetter(before) && char.IsLetter(after),
            '.' => char.IsLetter(before) && char.IsLetter(after) && (index < 2 || !char.IsLetter(text[index - 2])),
            '-' or '/' or '\u2044' => char.IsAsciiDigit(before) && char.IsAsciiDigit(after),
            _ => false,
        };
    }

    private static void Close(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
