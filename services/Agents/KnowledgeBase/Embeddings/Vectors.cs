using System.Numerics;
using System.Runtime.InteropServices;

namespace PeteRental.Agents.KnowledgeBase.Embeddings;

/// <summary>Arithmetic of embeddings. Pure.</summary>
internal static class Vectors
{
    /// <summary>The sum of the products; of two vectors of length 1 it is the cosine of the angle between them.</summary>
    public static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var wideOne = MemoryMarshal.Cast<float, Vector<float>>(one);
        var wideOther = MemoryMarshal.Cast<float, Vector<float>>(other);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < wideOne.Length; i++)
        {
            sums += wideOne[i] * wideOther[i];
        }

        double sum = Vector.Sum(sums);
        for (var i = wideOne.Length * Vector<float>.Count; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }

    /// <summary>The same direction with length 1; null when it has none.</summary>
    public static float[]? Normalise(float[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        return double.IsFinite(length) && length > 0 ? [.. vector.Select(value => (float)(value / length))] : null;
    }
}
