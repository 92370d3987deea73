using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Agents.Users;

/// <summary>Roles as they are written in JSON and in the database.</summary>
internal static class RoleNames
{
    public const string Rule = "One of owner, manager and viewer.";

    public static string Of(WorkspaceRole role) => role switch
    {
        WorkspaceRole.Owner => "owner",
        WorkspaceRole.Manager => "manager",
        WorkspaceRole.Viewer => "viewer",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public static bool IsRole(string text) => text is "owner" or "manager" or "viewer";
}
