using System.Text;
using System.Text.RegularExpressions;

namespace PeteRental.Pete.Extract;

/// <summary>Reads a page from a file in whatever encoding it says or shows.</summary>
internal static partial class SavedPage
{
    public const string StandardInput = "-";

    // Where a page may say its encoding: https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
    private const int Prescan = 1_024;

    /// <param name="file">A path, or <see cref="StandardInput"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (Directory.Exists(file))
        {
            throw new IOException("it is a folder.");
        }

        using var bytes = new MemoryStream();
        await using (var source = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file))
        {
            await source.CopyToAsync(bytes, cancellationToken);
        }

        return Decode(bytes.ToArray());
    }

    /// <summary>By its byte order mark, else as UTF-8 if it is that, else as it says, else as old pages are: windows-1252.</summary>
    internal static string Decode(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        try
        {
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            return Said(bytes).GetString(bytes);
        }
    }

    private static Encoding Said(byte[] bytes)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(Prescan, bytes.Length));
        var name = Charset().Match(head) is { Success: true } match ? match.Groups[1].Value : "windows-1252";
        return Encoding.GetEncodings().FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))?.GetEncoding()
            ?? Encoding.GetEncoding("windows-1252");
    }

    [GeneratedRegex("charset\\s*=\\s*[\"']?([\\w-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();
}
