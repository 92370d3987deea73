using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Control;

/// <summary>
/// One of the systems that the sandbox stands for, by the path prefix it lives under (<c>microsoft/graph</c>,
/// <c>hooks/bookings</c>) or, for what does not speak HTTP, by its name (<c>smtp</c>).
/// </summary>
public readonly partial record struct Target
{
    /// <summary>What an unreadable target is answered with.</summary>
    public const string Rule = "A prefix such as clerk, google/token or hooks/bookings, without a leading slash; control itself cannot be a target.";

    private Target(string prefix) => Prefix = prefix;

    /// <summary>Without slashes at its ends.</summary>
    public string Prefix { get; }

    /// <summary>Reads a prefix; false when it is none. The control API is no target, or a fault could never be taken back.</summary>
    public static bool TryParse(string? text, out Target target)
    {
        var readable = text is not null && Shape().IsMatch(text)
            && !(text + "/").StartsWith("control/", StringComparison.OrdinalIgnoreCase);
        target = readable ? new Target(text!) : default;
        return readable;
    }

    /// <summary>Whether a request to <paramref name="path"/> goes to this target; whole path segments count.</summary>
    public bool Covers(PathString path) => path.StartsWithSegments("/" + Prefix, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() => Prefix;

    [GeneratedRegex(@"\A(?=.{1,200}\z)[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
