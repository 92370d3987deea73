using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PeteRental.Sandbox.Sites;

/// <summary>A picture of a house, as PNG; the same name is the same house. No photograph of anything.</summary>
internal static class HousePicture
{
    private const int Width = 480;
    private const int Height = 320;
    private const int Capacity = 2_000;

    private static readonly ConcurrentDictionary<string, byte[]> Drawn = new();
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] Walls = [0xC9, 0x8B, 0x6B, 0xB7, 0xB0, 0xA2, 0x9A, 0x5B, 0x4A, 0xE0, 0xD3, 0xB8, 0x7E, 0x93, 0xA8];

    /// <summary>The picture of this name.</summary>
    public static byte[] Draw(string name)
    {
        if (Drawn.Count > Capacity)
        {
            Drawn.Clear();
        }

        return Drawn.GetOrAdd(name, Encode);
    }

    private static byte[] Encode(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        var png = new MemoryStream();
        png.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (8, 3);
        Write(png, "IHDR", header);
        Write(png, "PLTE", Palette(hash[0] % (Walls.Length / 3)));
        Write(png, "IDAT", Pixels(hash));
        Write(png, "IEND", []);
        return png.ToArray();
    }

    // Sky, grass, wall, roof, window, door.
    private static byte[] Palette(int wall) =>
        [0xBF, 0xDD, 0xF2, 0x7F, 0xA6, 0x62, .. Walls.AsSpan(wall * 3, 3), 0x55, 0x43, 0x3C, 0xF6, 0xEE, 0xC4, 0x3A, 0x4E, 0x5A];

    private static byte[] Pixels(byte[] hash)
    {
        var (left, width, floors) = (60 + (hash[1] % 60), 200 + (hash[2] % 140), 1 + (hash[3] % 2));
        var top = 260 - (floors * 80);
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            var row = new byte[Width + 1];
            for (var y = 0; y < Height; y++)
            {
                for (var x = 0; x < Width; x++)
                {
                    row[x + 1] = Colour(x - left, y, width, top);
                }

                zlib.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static byte Colour(int x, int y, int width, int top)
    {
        var inRoof = y < top && y >= top - 60 && x >= (top - y - 60) && x < width + 60 - (top - y) && x >= -20 && x < width + 20;
        var inWall = y >= top && y < 270 && x >= 0 && x < width;
        var isDoor = inWall && y >= 205 && x >= (width / 2) - 18 && x < (width / 2) + 18;
        var column = x - (x % 64);
        var isBesideDoor = y < 190 || column + 48 <= (width / 2) - 18 || column + 18 >= (width / 2) + 18;
        var isWindow = inWall && isBesideDoor && column + 54 <= width && (y - top) % 80 is >= 20 and < 55 && x % 64 is >= 18 and < 48;
        return (inRoof, inWall, isDoor, isWindow) switch
        {
            (true, _, _, _) => 3,
            (_, _, true, _) => 5,
            (_, _, _, true) => 4,
            (_, true, _, _) => 2,
            _ => (byte)(y >= 250 ? 1 : 0),
        };
    }

    private static void Write(MemoryStream png, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. data];
        png.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(checkedPart));
        png.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
