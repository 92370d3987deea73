namespace PeteRental.Gateway.Routing;

/// <summary>Who may use a route at the edge. What a role may do is decided by the service.</summary>
internal enum Access
{
    /// <summary>A valid session token is needed.</summary>
    SignedIn,

    /// <summary>The service authenticates by other means: a webhook's secret or signature, a signed link, an OAuth state.</summary>
    Open,
}

/// <summary>One line of the public surface.</summary>
/// <param name="Path">Route pattern as seen from outside.</param>
/// <param name="Service">Name of the service in the app model.</param>
/// <param name="Access">Who may use it.</param>
/// <param name="Methods">Null means all.</param>
/// <param name="To">Path at the service, where it differs; the source documents' spellings are mapped by this.</param>
/// <param name="ToMethod">Method at the service, where it differs.</param>
/// <param name="Query">A query parameter that an alias implies.</param>
/// <param name="MaxBodyBytes">Largest body; null means the default of 1 MB.</param>
internal sealed record Route(
    string Path,
    string Service,
    Access Access = Access.SignedIn,
    string[]? Methods = null,
    string? To = null,
    string? ToMethod = null,
    (string Name, string Value)? Query = null,
    long? MaxBodyBytes = null);
