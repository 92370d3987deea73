using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>
/// A text as a vector of length 1 that is the same wherever it is made: each word goes to a few places by its hash, and so do its first
/// letters, so that texts with like words have like vectors. It knows nothing of meaning.
/// </summary>
internal static partial class WordVector
{
    private const int StemLength = 4;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (Match word in Word().Matches(text.ToLowerInvariant()))
        {
            Add(vector, word.Value, 1);
            Add(vector, word.Value[..Math.Min(StemLength, word.Length)] + "*", 0.5f);
        }

        if (vector.All(value => value == 0))
        {
            Add(vector, text, 1);
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length == 0 ? [1, .. new float[dimensions - 1]] : [.. vector.Select(value => value / length)];
    }

    private static void Add(float[] vector, string word, float weight)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word));
        for (var place = 0; place < 4; place++)
        {
            var number = BitConverter.ToUInt32(hash, place * 4);
            vector[number % vector.Length] += (hash[16 + place] & 1) == 0 ? weight : -weight;
        }
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
