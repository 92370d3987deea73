using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Identities;

/// <summary>
/// What a validated token claims, made fit to be stored. The signature proves who issued it, not that its texts are sensible: names
/// and addresses come from the person, so what is unfit is left out rather than refused.
/// </summary>
/// <param name="Subject">The person.</param>
/// <param name="Email">Lower case; null when not carried or no address.</param>
/// <param name="FullName">Null when not carried.</param>
/// <param name="Organization">Null for the person's own workspace.</param>
internal sealed record Claims(string Subject, string? Email, string? FullName, OrganizationClaim? Organization)
{
    private const int MaxIdLength = 200;
    private const int MaxNameLength = 200;

    /// <summary>The claims, or null when they name no person or no readable organisation.</summary>
    public static Claims? From(IdentityRequest request)
    {
        if (!IsId(request.Subject) || (request.OrganizationId is not null && !IsId(request.OrganizationId)))
        {
            return null;
        }

        var email = request.Email?.Trim();
        return new Claims(
            request.Subject,
            email is not null && TextRules.IsEmail(email) ? email.ToLowerInvariant() : null,
            TextRules.Line(request.Name, MaxNameLength),
            request.OrganizationId is { } id
                ? new OrganizationClaim(id, TextRules.Line(request.OrganizationSlug, MaxNameLength), TextRules.Line(request.OrganizationRole, MaxNameLength) ?? "")
                : null);
    }

    private static bool IsId(string? text) => text is not null && TextRules.IsLine(text, MaxIdLength);
}

/// <summary>The token's organisation.</summary>
/// <param name="Id">At the sign-in provider.</param>
/// <param name="Slug">Its short name.</param>
/// <param name="ClaimedRole">As claimed, without <c>org:</c>.</param>
internal sealed record OrganizationClaim(string Id, string? Slug, string ClaimedRole)
{
    /// <summary>
    /// What the claimed role means here. The provider's admins are owners; roles that an organisation made up itself, and its plain
    /// members, may read.
    /// </summary>
    public WorkspaceRole Role => RoleOf(ClaimedRole);

    /// <summary>See <see cref="Role"/>.</summary>
    public static WorkspaceRole RoleOf(string claimed) => claimed switch
    {
        "admin" or "owner" => WorkspaceRole.Owner,
        "manager" => WorkspaceRole.Manager,
        _ => WorkspaceRole.Viewer,
    };
}
