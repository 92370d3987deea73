using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.KnowledgeBase.Documents;

/// <summary>Names of files, as browsers and others send them.</summary>
internal static class DocumentName
{
    private const int MaxLength = 200;

    // Vapi's own limit of a file's name.
    private const int MaxVapiLength = 40;

    /// <summary>The name without folders, control characters and what reorders text; null when nothing is left of it.</summary>
    public static string? Clean(string? given)
    {
        var name = given is null ? "" : given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        if (TextRules.Line(name, int.MaxValue) is not { } line)
        {
            return null;
        }

        var extension = Path.GetExtension(line);
        var stem = TextRules.Line(Path.GetFileNameWithoutExtension(line), Math.Max(1, MaxLength - extension.Length));
        return stem is null || extension.Length > MaxLength / 2 ? null : stem + extension;
    }

    /// <summary>
    /// What the file is called at Vapi: plain ASCII, and with the document's id in it, so that it is found there again when an answer
    /// was lost. The random half of the id; the other is the time.
    /// </summary>
    public static string AtVapi(Guid document, string name)
    {
        var mark = document.ToString("N")[^12..];
        var extension = Path.GetExtension(name).ToLowerInvariant();
        var plain = string.Concat(Path.GetFileNameWithoutExtension(name).Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-'));
        var stem = plain[..Math.Min(plain.Length, MaxVapiLength - mark.Length - 1 - extension.Length)];
        return $"{mark}-{stem}{extension}";
    }
}
