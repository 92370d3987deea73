namespace PeteRental.Scraper.Fetching;

/// <summary>Names of hosts that mean something only inside a network, whatever they resolve to.</summary>
internal static class HostNames
{
    // RFC 6761, 6762, 8375 and 9476; what routers and clouds make up for themselves; and the clouds' names of the service that hands out credentials.
    private static readonly string[] LocalSuffixes =
        ["localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "onion", "alt", "arpa", "metadata.goog"];

    /// <summary>Lower case, without brackets of IPv6 and without the dot of the root: <c>localhost.</c> is localhost.</summary>
    public static string Normalise(string host)
    {
        var name = host.Trim('[', ']').ToLowerInvariant();
        return name.EndsWith('.') ? name[..^1] : name;
    }

    /// <summary>Whether a normalised name can be that of a host of the public web.</summary>
    public static bool IsPublic(string host)
    {
        var labels = host.Split('.');
        return labels.Length > 1
            && labels.All(IsLabel)
            && !labels[^1].All(char.IsAsciiDigit)
            && !LocalSuffixes.Any(suffix => IsWithin(host, suffix));
    }

    /// <summary>Whether a normalised host is this domain or below it.</summary>
    public static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.Ordinal) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');

    // Underscores are no part of host names, but DNS serves such names and sites use them.
    private static bool IsLabel(string label) => label.Length is > 0 and < 64 && label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
