using System.Text.Json.Serialization;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Users;

/// <summary>A person as a member of the workspace.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Email">Null until the sign-in provider tells it.</param>
/// <param name="FullName">The person's own spelling, else the provider's.</param>
/// <param name="Phone">E.164.</param>
/// <param name="WorkspaceId">The workspace of this request.</param>
/// <param name="Role">owner, manager or viewer.</param>
/// <param name="IsVerified">The provider says that the e-mail address was verified.</param>
/// <param name="Active">An inactive member is shut out of this workspace.</param>
/// <param name="CreatedAt">When the person first signed in.</param>
internal sealed record UserReply(
    Guid UserId, string? Email, string? FullName, string? Phone, Guid WorkspaceId, string Role, bool IsVerified, bool Active, DateTimeOffset CreatedAt)
{
    public static UserReply From(Member member) => new(
        member.UserId, member.Email, member.FullName, member.Phone, member.WorkspaceId, member.Role, member.IsVerified, member.IsActive, member.CreatedAt);
}

/// <summary>A page of members.</summary>
internal sealed record UserListReply(IReadOnlyList<UserReply> Users, int Total, string? NextCursor);

/// <summary>What to change of one's own profile; what is left out stays, null removes.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProfileRequest
{
    /// <summary>At most 200 characters. Null goes back to what the sign-in provider says.</summary>
    public Given<string?> FullName { get; init; }

    /// <summary>With country code, such as +15550100. Null goes back to what the sign-in provider says.</summary>
    public Given<string?> Phone { get; init; }
}

/// <summary>A profile change that was checked.</summary>
internal sealed record ProfileChange(Given<string?> FullName, Given<string?> Phone)
{
    private const int MaxNameLength = 200;

    public static FieldErrors Read(ProfileRequest request, out ProfileChange change)
    {
        change = new ProfileChange(
            request.FullName.HasValue ? Given.Of<string?>(request.FullName.Value!.Trim()) : request.FullName,
            request.Phone.HasValue ? Given.Of<string?>(PhoneNumber.Parse(request.Phone.Value!)?.Value) : request.Phone);
        return new FieldErrors()
            .Check(change.FullName, "full_name", name => TextRules.IsLine(name!, MaxNameLength), "1 to 200 characters on one line, or null.")
            .Check(request.Phone, "phone", phone => PhoneNumber.Parse(phone) is not null, "A number with its country code, such as +15550100123, or null.");
    }
}

/// <summary>What to change of a member; what is left out stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MemberRequest
{
    /// <summary>owner, manager or viewer.</summary>
    public Given<string> Role { get; init; }

    /// <summary>False shuts the member out within a minute.</summary>
    public Given<bool?> Active { get; init; }

    public FieldErrors Check() => new FieldErrors()
        .CheckNotNull(Role, "role", RoleNames.IsRole, RoleNames.Rule)
        .CheckNotNull(Active, "active", _ => true, "true or false.");
}
