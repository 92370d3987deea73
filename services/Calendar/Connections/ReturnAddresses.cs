using Microsoft.Extensions.Options;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Connections;

/// <summary>
/// Where people may be sent back to after they have said yes or no at a provider. Only listed origins: an open redirect would let a
/// link to us end up anywhere.
/// </summary>
internal sealed class ReturnAddresses(IOptions<ProviderOptions> options, IHostEnvironment environment)
{
    /// <summary>Our own page, for when no other is asked for.</summary>
    public const string DefaultPath = "/calendar/setup";

    private const int Longest = 2000;

    // A caller cannot make an address say yes and no at once.
    private static readonly string[] OurParameters = ["auth", "code", "provider"];

    /// <summary>The default page at the first origin; without any origin at the one that the person comes back to.</summary>
    public string Default => options.Value.ReturnOrigins is [var first, ..] ? OriginOf(new Uri(first)) + DefaultPath : DefaultPath;

    /// <summary>The address as it is sent back to, or null when it is not allowed.</summary>
    public string? Read(string? asked) => string.IsNullOrEmpty(asked)
        ? Default
        : Read(asked, options.Value.ReturnOrigins, environment.IsDevelopment());

    /// <summary>The rule: an origin must be listed as it is (scheme, host, port); plain http only on this machine or in development.</summary>
    /// <param name="asked">The address that was asked for.</param>
    /// <param name="origins">Listed origins.</param>
    /// <param name="allowsHttp">Whether plain http may lead to another machine.</param>
    internal static string? Read(string asked, IEnumerable<string> origins, bool allowsHttp)
    {
        // Browsers and libraries read backslashes, blanks and control characters each in their own way.
        if (asked.Length > Longest || asked.Contains('\\', StringComparison.Ordinal) || asked.Any(letter => letter is <= ' ' or >= (char)0x7f)
            || !Uri.TryCreate(asked, UriKind.Absolute, out var address)
            || !asked.StartsWith($"{address.Scheme}://", StringComparison.OrdinalIgnoreCase)
            || AuthorityOf(asked).Contains('@', StringComparison.Ordinal))
        {
            return null;
        }

        var origin = OriginOf(address);
        return (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (allowsHttp || address.IsLoopback)))
            && origins.Any(listed => Uri.TryCreate(listed, UriKind.Absolute, out var allowed) && OriginOf(allowed) == origin)
            ? origin + address.PathAndQuery + address.Fragment
            : null;
    }

    /// <summary>An address with our parameters in its query; what else is in it stays.</summary>
    internal static string With(string address, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var (rest, fragment) = Cut(address, '#');
        var (path, query) = Cut(rest, '?');
        var kept = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !OurParameters.Contains(Uri.UnescapeDataString(pair.Split('=')[0]), StringComparer.OrdinalIgnoreCase))
            .ToList();
        foreach (var (name, value) in parameters)
        {
            kept.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return $"{path}?{string.Join('&', kept)}{fragment}";
    }

    private static string OriginOf(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string AuthorityOf(string address)
    {
        var rest = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return rest.IndexOfAny(['/', '?', '#']) is >= 0 and var end ? rest[..end] : rest;
    }

    private static (string Before, string From) Cut(string text, char mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[at..]) : (text, "");
}
