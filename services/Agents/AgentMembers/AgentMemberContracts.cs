using System.Text.Json.Serialization;
using PeteRental.Agents.Users;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.AgentMembers;

/// <summary>A member of the workspace with a role on one agent.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Email">Null until the sign-in provider tells it.</param>
/// <param name="FullName">Null until it is known.</param>
/// <param name="Role">On the agent: owner, manager or viewer.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record AgentMemberReply(Guid UserId, string? Email, string? FullName, string Role, DateTimeOffset CreatedAt);

/// <summary>A page of an agent's members, longest-standing first.</summary>
internal sealed record AgentMemberListReply(IReadOnlyList<AgentMemberReply> Members, int Total, string? NextCursor);

/// <summary>The members that an agent shall have, all of them.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AgentMembersRequest
{
    private const int MaxMembers = 200;

    /// <summary>At most 200, each person once. Whoever is left out has no role on the agent any more.</summary>
    public Given<IReadOnlyList<AgentMemberRequest>> Members { get; init; }

    /// <summary>What is wrong, by the place in the list.</summary>
    public FieldErrors Check()
    {
        var errors = new FieldErrors()
            .Require(Members.IsGiven, "members", "Give the list of all members, which may be empty.")
            .CheckNotNull(Members, "members", members => members.Count <= MaxMembers, "A list of at most 200 members, each with user_id and role.");
        var seen = new HashSet<Guid>();
        foreach (var (place, member) in (Members.Value ?? []).Index())
        {
            errors
                .Require(Guid.TryParseExact(member?.UserId, "D", out var user), $"members[{place}].user_id", "Id of a member of the workspace.")
                .Require(member?.Role is { } role && RoleNames.IsRole(role), $"members[{place}].role", RoleNames.Rule)
                .Require(user == Guid.Empty || seen.Add(user), $"members[{place}].user_id", "This person is in the list already.");
        }

        return errors;
    }

    /// <summary>Roles by person; the request must have passed <see cref="Check"/>.</summary>
    public IReadOnlyList<AgentRole> Roles() => [.. Members.Value!.Select(member => new AgentRole(Guid.Parse(member.UserId!), member.Role!))];
}

/// <summary>One of them.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AgentMemberRequest
{
    /// <summary>A member of the workspace.</summary>
    public string? UserId { get; init; }

    /// <summary>owner, manager or viewer.</summary>
    public string? Role { get; init; }
}

/// <summary>A person's role on an agent.</summary>
internal sealed record AgentRole(Guid UserId, string Role);
