using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>Which addresses of pictures show a home.</summary>
internal static partial class PhotoAddress
{
    /// <summary>False for logos, icons and what stands in for a picture.</summary>
    public static bool IsPhoto(Uri address) => !NoPhoto().IsMatch(address.AbsolutePath) && !OtherFile().IsMatch(address.AbsolutePath);

    [GeneratedRegex(@"(?:^|[/_.-])(?:logos?|icons?|favicon|sprite|spacer|blank|pixel|placeholder|no[-_]?(?:image|photo|picture)|coming[-_]?soon|loading|loader|avatar|badge|equal[-_]?housing|eho|default[-_]image)(?:[/_.0-9-]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoPhoto();

    [GeneratedRegex(@"\.(?:svg|ico|pdf|mp4|webm|mov|html?|js|css)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherFile();
}
