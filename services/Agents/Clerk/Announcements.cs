using System.Text.Json;
using PeteRental.Agents.Identities;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Clerk;

/// <summary>What the provider says of a person: <c>user.created</c>, <c>user.updated</c>. What it does not say stays as it is.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Email">The primary address in lower case; given and null when they have none.</param>
/// <param name="IsVerified">The provider has verified it.</param>
/// <param name="FullName">First and last name.</param>
/// <param name="Phone">The primary number, E.164.</param>
/// <param name="At">When it was so.</param>
internal sealed record PersonAnnouncement(
    string Subject, Given<string?> Email, bool IsVerified, Given<string?> FullName, Given<string?> Phone, DateTimeOffset At)
{
    private const int MaxNameLength = 200;

    /// <summary>The announcement; null when it names nobody.</summary>
    public static PersonAnnouncement? Read(JsonElement data, DateTimeOffset at)
    {
        if (Ids.Of(data.Text("id")) is not { } subject)
        {
            return null;
        }

        var email = Primary(data, "email_addresses", "primary_email_address_id", out var hasEmail);
        var phone = Primary(data, "phone_numbers", "primary_phone_number_id", out var hasPhone);
        var address = email?.Text("email_address")?.Trim();
        var isAddress = address is not null && TextRules.IsEmail(address);
        return new PersonAnnouncement(
            subject,
            hasEmail ? Given.Of<string?>(isAddress ? address!.ToLowerInvariant() : null) : default,
            isAddress && email?.Member("verification")?.Text("status") == "verified",
            data.Mentions("first_name") || data.Mentions("last_name") ? Given.Of<string?>(NameOf(data)) : default,
            hasPhone ? Given.Of<string?>(PhoneNumber.Parse(phone?.Text("phone_number"))?.Value) : default,
            data.Instant("updated_at") ?? at);
    }

    /// <summary>First and last name in one line; null when there are none.</summary>
    public static string? NameOf(JsonElement data) => TextRules.Line($"{data.Text("first_name")} {data.Text("last_name")}", MaxNameLength);

    // The order of the list means nothing; the one whose id is named is the primary one. Named but not in the list: nothing is known.
    private static JsonElement? Primary(JsonElement data, string list, string id, out bool isKnown)
    {
        if (data.List(list) is not { } entries)
        {
            isKnown = false;
            return null;
        }

        var primary = data.Text(id);
        var found = entries.Where(entry => primary is not null && entry.Text("id") == primary).Select(entry => (JsonElement?)entry).FirstOrDefault();
        isKnown = found is not null || primary is null;
        return found;
    }
}

/// <summary>What the provider says of an organisation: <c>organization.created</c>, <c>organization.updated</c>.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Name">Null when it is not said.</param>
/// <param name="At">When it was so; null when it does not say, as when it only comes along.</param>
internal sealed record OrganizationAnnouncement(string Id, string? Name, DateTimeOffset? At)
{
    private const int MaxNameLength = 120;

    /// <summary>The announcement; null when it names no organisation.</summary>
    public static OrganizationAnnouncement? Read(JsonElement data, DateTimeOffset? at) => Ids.Of(data.Text("id")) is { } id
        ? new OrganizationAnnouncement(
            id, TextRules.Line(data.Text("name"), MaxNameLength) ?? TextRules.Line(data.Text("slug"), MaxNameLength), data.Instant("updated_at") ?? at)
        : null;
}

/// <summary>What the provider says of a person in an organisation: <c>organizationMembership.*</c>.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Email">What they are called by, when it is an address.</param>
/// <param name="FullName">First and last name.</param>
/// <param name="Organization">The organisation.</param>
/// <param name="ClaimedRole">Without <c>org:</c>.</param>
/// <param name="At">When it was so.</param>
internal sealed record MembershipAnnouncement(
    string Subject, string? Email, string? FullName, OrganizationAnnouncement Organization, string ClaimedRole, DateTimeOffset At)
{
    private const string RolePrefix = "org:";
    private const int MaxRoleLength = 200;

    /// <summary>What the role means here.</summary>
    public WorkspaceRole Role => OrganizationClaim.RoleOf(ClaimedRole);

    /// <summary>The announcement; null when it does not say who and where.</summary>
    public static MembershipAnnouncement? Read(JsonElement data, DateTimeOffset at)
    {
        if (data.Member("public_user_data") is not { } person || Ids.Of(person.Text("user_id")) is not { } subject
            || data.Member("organization") is not { } place || OrganizationAnnouncement.Read(place, null) is not { } organization)
        {
            return null;
        }

        var role = TextRules.Line(data.Text("role"), MaxRoleLength) ?? "";
        var email = person.Text("identifier")?.Trim();
        return new MembershipAnnouncement(
            subject,
            email is not null && TextRules.IsEmail(email) ? email.ToLowerInvariant() : null,
            PersonAnnouncement.NameOf(person),
            organization,
            role.StartsWith(RolePrefix, StringComparison.Ordinal) ? role[RolePrefix.Length..] : role,
            data.Instant("updated_at") ?? at);
    }
}

/// <summary>The provider's ids.</summary>
internal static class Ids
{
    private const int MaxLength = 200;

    /// <summary>The id, or null when it is none that can be stored.</summary>
    public static string? Of(string? text) => text is not null && TextRules.IsLine(text, MaxLength) ? text : null;
}
