using System.Buffers.Binary;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>
/// Ids of our events, chosen by us so that a repeated insert is told from a new one: viewing and generation in base32hex. The API
/// allows the letters a to v and digits only. A deleted event keeps its id for ever, hence the generation. Pure.
/// </summary>
internal static class GoogleEventId
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";
    private const int GuidBytes = 16;
    private const int Bytes = GuidBytes + sizeof(int);
    private const int Length = Bytes * 8 / 5;

    /// <summary>The id of a viewing's event.</summary>
    public static string Of(Guid appointment, int generation)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        appointment.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[GuidBytes..], generation);
        Span<char> id = stackalloc char[Length];
        for (var index = 0; index < Length; index++)
        {
            var value = 0;
            for (var bit = index * 5; bit < (index * 5) + 5; bit++)
            {
                value = (value << 1) | ((bytes[bit / 8] >> (7 - (bit % 8))) & 1);
            }

            id[index] = Digits[value];
        }

        return new string(id);
    }

    /// <summary>
    /// True for an id made for the viewing, in any generation. The mark alone does not say so: whoever copies an event in their diary
    /// copies the mark.
    /// </summary>
    public static bool IsOf(string id, Guid appointment)
    {
        const int digitsOfGuidAlone = GuidBytes * 8 / 5;
        return id.Length == Length && id.AsSpan(0, digitsOfGuidAlone).SequenceEqual(Of(appointment, 0).AsSpan(0, digitsOfGuidAlone));
    }
}
