namespace PeteRental.Sandbox.Control;

/// <summary>
/// Tells whose request it is, for faults that are meant for one account. A stand-in that has accounts registers one as a singleton.
/// </summary>
internal interface IAccountOfRequest
{
    /// <summary>
    /// The e-mail address of the account that a request is about: by its bearer token or, at a token endpoint, by the refresh token or
    /// the code in its form. Accounts without an address have another name, such as their API key. Null when the request is not this stand-in's, or not anybody's. It runs in front of routing, and the
    /// body has been buffered: whoever reads it puts its position back to 0. Nothing may be used up or changed.
    /// </summary>
    ValueTask<string?> FindAsync(HttpContext context);
}
