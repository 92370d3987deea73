using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Sites;

/// <summary>Names in paths.</summary>
internal static partial class Slugs
{
    public static string Of(string text) => NotInASlug().Replace(text.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInASlug();
}
