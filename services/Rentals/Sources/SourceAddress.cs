using System.Globalization;

namespace PeteRental.Rentals.Sources;

/// <summary>Where homes are read from, as a manager writes it: an address with or without https, or the bare name of a company.</summary>
/// <param name="Website">For people and filters: the host without www, or the company's name.</param>
/// <param name="Url">Where reading begins; for a company its name.</param>
/// <param name="Key">The same for spellings that make no difference.</param>
internal sealed record SourceAddress(string Website, string Url, string Key)
{
    public const int MaxLength = 2000;
    private const int MaxNameLength = 100;

    /// <summary>Whether there is an address already, or only a name that a website has to be found for.</summary>
    public bool IsName => !Url.Contains("://", StringComparison.Ordinal);

    /// <summary>Whether only a host is said, and no page of it.</summary>
    public bool IsHost => Key == Website;

    /// <summary>Reads what a manager wrote; null when it is neither an address of a website nor a name.</summary>
    public static SourceAddress? Parse(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text.Any(char.IsControl))
        {
            return null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return OfUrl(text);
        }

        return LooksLikeHost(text) ? OfUrl($"https://{text}") : OfName(text);
    }

    private static SourceAddress? OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.IdnHost.Length == 0)
        {
            return null;
        }

        var host = url.IdnHost.ToLowerInvariant();
        var website = (host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host) + (url.IsDefaultPort ? "" : $":{url.Port}");
        var path = url.AbsolutePath.TrimEnd('/');
        return new SourceAddress(website, url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped), $"{website}{path}{url.Query}");
    }

    private static SourceAddress? OfName(string text)
    {
        var name = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var isName = name.Length is >= 2 and <= MaxNameLength && name.Any(char.IsLetter)
            && name.All(character => char.IsLetterOrDigit(character) || character is ' ' or '&' or '\'' or '.' or ',' or '-' or '(' or ')');
        return isName ? new SourceAddress(name, name, $"name:{name.ToLower(CultureInfo.InvariantCulture)}") : null;
    }

    // "birchwood.test/rentals" and "localhost:8090", but neither "Birchwood Homes, Inc." nor "J. Smith".
    private static bool LooksLikeHost(string text)
    {
        var end = text.IndexOfAny(['/', '?', '#', ':']);
        var host = end < 0 ? text : text[..end];
        var hasPort = end >= 0 && text[end] == ':' && text.Length > end + 1 && char.IsAsciiDigit(text[end + 1]);
        return !host.Contains(' ', StringComparison.Ordinal) && (hasPort || host.Contains('.', StringComparison.Ordinal)) && !host.EndsWith('.')
            && Uri.CheckHostName(host) is not UriHostNameType.Unknown;
    }
}
