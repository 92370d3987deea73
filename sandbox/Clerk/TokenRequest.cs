using System.Net.Mail;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Clerk;

/// <summary>The organisation to put into a token: people who name the same one share a workspace.</summary>
/// <param name="Id">Such as <c>org_oakhill</c>.</param>
/// <param name="Slug">Such as <c>oak-hill</c>.</param>
/// <param name="Role">Such as <c>admin</c> or <c>org:admin</c>.</param>
public sealed record OrganizationRequest(string? Id, string? Slug, string? Role);

/// <summary>Who to sign in.</summary>
/// <param name="Email">The person: the same address is always the same user.</param>
/// <param name="Name">Full name.</param>
/// <param name="Org">The active organisation; null signs in to the personal account.</param>
/// <param name="ExpiresIn">Life in seconds, 60 unless given; zero and less make a token that has expired already.</param>
/// <param name="Version">2 unless given; 1 has the organisation in flat claims and no session status.</param>
/// <param name="Sts">The session's status: active unless given, or pending while it has a task to do.</param>
/// <param name="Act">The user id of somebody who acts as the person; null for the person themselves.</param>
public sealed partial record TokenRequest(
    string? Email, string? Name = null, OrganizationRequest? Org = null, long? ExpiresIn = null, int? Version = null, string? Sts = null,
    string? Act = null)
{
    /// <summary>As Clerk's session tokens.</summary>
    public const int DefaultLifeSeconds = 60;

    // Clerk's own bound, for tokens made from templates: ten years.
    private const long MaxLifeSeconds = 315_360_000;
    private const int MaxEmailLength = 254;
    private const int MaxNameLength = 200;

    /// <summary>What is wrong with it, by field.</summary>
    internal Invalid Check() => new Invalid()
        .When(!IsEmail(Email), "email", "An e-mail address such as demo@peterental.test.")
        .When(Name is { Length: > MaxNameLength } || Name?.Any(char.IsControl) is true, "name", "At most 200 characters, none of them control characters.")
        .When(ExpiresIn is < -MaxLifeSeconds or > MaxLifeSeconds, "expires_in", "Seconds, at most ten years either way.")
        .When(Version is not (null or 1 or 2), "version", "1 or 2.")
        .When(Sts is not (null or "active" or "pending"), "sts", "active or pending.")
        .When(Sts is not null && Version == 1, "sts", "Tokens of version 1 have no session status.")
        .When(Act is not null && !IsWord(Act), "act", "1 to 64 letters, digits, _ and -, such as user_operator.")
        .When(Org is not null && !IsWord(Org.Id), "org.id", "1 to 64 letters, digits, _ and -, such as org_oakhill.")
        .When(Org?.Slug is not null && !IsWord(Org.Slug), "org.slug", "1 to 64 letters, digits, _ and -.")
        .When(Org is not null && !IsWord(PlainRole), "org.role", "1 to 64 letters, digits, _ and -, such as admin; a leading org: is allowed.");

    /// <summary>Version 2 tokens carry the role without its <c>org:</c>.</summary>
    internal string? PlainRole => Org?.Role is { } role && role.StartsWith("org:", StringComparison.Ordinal) ? role[4..] : Org?.Role;

    private static bool IsEmail(string? text) =>
        text is { Length: > 2 and <= MaxEmailLength }
        && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && MailAddress.TryCreate(text, out var address)
        && string.Equals(address.Address, text, StringComparison.Ordinal);

    private static bool IsWord(string? text) => text is not null && Word().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
