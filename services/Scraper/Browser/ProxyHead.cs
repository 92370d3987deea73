using System.Text;

namespace PeteRental.Scraper.Browser;

/// <summary>The first line and the headers of a message, with what was read of its body.</summary>
/// <param name="StartLine">Such as <c>CONNECT example.test:443 HTTP/1.1</c>.</param>
/// <param name="Headers">In their order, repeated ones too.</param>
/// <param name="Rest">Bytes after the empty line.</param>
internal sealed record ProxyHead(string StartLine, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Rest)
{
    private const int MaxLength = 64 * 1024;

    // RFC 9110, 7.6.1: for the next hop only, as is whatever Connection names.
    private static readonly string[] HopByHop = ["Connection", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "Keep-Alive", "TE", "Upgrade"];

    /// <summary>The first header of that name.</summary>
    public string? this[string name] => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a head; null when there is none, or none that can be understood.</summary>
    public static async Task<ProxyHead?> ReadAsync(Stream stream, ReadOnlyMemory<byte> already, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxLength];
        already.CopyTo(buffer);
        var length = already.Length;
        while (true)
        {
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Parse(Encoding.Latin1.GetString(buffer, 0, end), buffer.AsMemory(end + 4, length - end - 4));
            }

            if (length == buffer.Length)
            {
                return null;
            }

            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            length += count;
        }
    }

    /// <summary>The head as it goes on: with another first line, without what was for this hop, and with the wish to close afterwards.</summary>
    public byte[] ToNextHop(string startLine, string? host = null)
    {
        var named = Headers.Where(header => header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase)).SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries));
        var dropped = HopByHop.Concat(named).Concat(host is null ? [] : ["Host"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder(startLine).Append("\r\n");
        if (host is not null)
        {
            text.Append("Host: ").Append(host).Append("\r\n");
        }

        foreach (var (name, value) in Headers.Where(header => !dropped.Contains(header.Key)))
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("Connection: close\r\n\r\n").ToString());
    }

    private static ProxyHead? Parse(string text, ReadOnlyMemory<byte> rest)
    {
        var lines = text.Split("\r\n");
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // A line break inside a value, or a name with spaces, is how one message is made to look like two.
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(" \t\r\n") || line.AsSpan(colon).ContainsAny("\r\n"))
            {
                return null;
            }

            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return new ProxyHead(lines[0], headers, rest);
    }
}
