using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Clerk;

/// <summary>A webhook to send as Clerk would.</summary>
/// <param name="Type">Such as <c>user.created</c>, <c>user.deleted</c>, <c>organizationMembership.updated</c>.</param>
/// <param name="Email">The person it is about: the same user as in tokens for this address.</param>
/// <param name="Name">Their first and last name.</param>
/// <param name="Phone">Their primary number.</param>
/// <param name="Org">The organisation it is about, with the person's role in it.</param>
/// <param name="Data">Members of <c>data</c>; they take the place of those that follow from the rest.</param>
/// <param name="Url">Where to; the configured receiver unless given.</param>
/// <param name="Id">The message's id; give the same one to send a message again.</param>
/// <param name="Timestamp">When it is said to be sent, in Unix seconds; now unless given.</param>
/// <param name="Secret">What to sign with; the development secret unless given.</param>
public sealed partial record WebhookRequest(
    string? Type, string? Email = null, string? Name = null, string? Phone = null, OrganizationRequest? Org = null, JsonObject? Data = null,
    string? Url = null, string? Id = null, long? Timestamp = null, string? Secret = null)
{
    private const int MaxTextLength = 254;

    internal Invalid Check() => new Invalid()
        .When(Type is null || !Shape().IsMatch(Type), "type", "A type of event such as user.created.")
        .When(Email is { Length: > MaxTextLength or < 3 }, "email", "An e-mail address such as demo@peterental.test.")
        .When(Org is not null && string.IsNullOrEmpty(Org.Id), "org.id", "Such as org_oakhill.")
        .When(Url is not null && WebhookSender.AddressOf(Url) is null, "url", "An address that begins with http:// or https://.")
        .When(Id is not null && !IdShape().IsMatch(Id), "id", "1 to 100 letters, digits, _ and -, such as msg_1.")
        .When(Secret is not null && WebhookSender.KeyOf(Secret) is null, "secret", "whsec_ and base64.");

    [GeneratedRegex(@"\A[A-Za-z]{1,50}(\.[A-Za-z]{1,50}){1,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}

/// <summary>What came of it.</summary>
/// <param name="SvixId">The message's id.</param>
/// <param name="Status">What the receiver answered.</param>
public sealed record WebhookReply(string SvixId, int Status);
