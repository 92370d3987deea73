namespace PeteRental.Sandbox.Google;

/// <summary>The <c>Sandbox:Google</c> section of the configuration.</summary>
public sealed class GoogleOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Sandbox:Google";

    /// <summary>The secret of every OAuth client; any non-empty client id is one.</summary>
    public string ClientSecret { get; set; } = "sandbox-google-secret";

    /// <summary>
    /// The most entries that a page of a list holds, whatever <c>maxResults</c> asks for, 1 to 2,500: few of them make many
    /// pages. Google says itself that a page may be shorter than asked.
    /// </summary>
    public int PageSize { get; set; } = 2_500;
}
