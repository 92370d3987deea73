using System.Security.Claims;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>The principal that the role policies look at, for schemes other than the services' own.</summary>
public static class MemberPrincipal
{
    /// <summary>A signed-in person with a role.</summary>
    public static ClaimsPrincipal Of(WorkspaceRole role, string scheme) => new(new ClaimsIdentity(
        [new Claim(PeteClaims.Kind, PeteClaims.Member), new Claim(PeteClaims.Role, role.ToString())], scheme));
}
