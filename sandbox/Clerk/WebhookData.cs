using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Clerk;

/// <summary>Makes <c>data</c> in the shapes of clerk.com/docs/webhooks/overview, as far as receivers use them.</summary>
internal static class WebhookData
{
    /// <summary>The data of an event, with what the request itself says of them on top.</summary>
    public static JsonObject Of(WebhookRequest request, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var data = request.Type switch
        {
            "user.deleted" => Deleted("user", request.Email is { } gone ? TokenIssuer.UserIdOf(gone) : null),
            "organization.deleted" => Deleted("organization", request.Org?.Id),
            { } type when type.StartsWith("user.", StringComparison.Ordinal) && request.Email is { } email => User(email, request, at),
            { } type when type.StartsWith("organization.", StringComparison.Ordinal) && request.Org is { } org => Organization(org, at),
            { } type when type.StartsWith("organizationMembership.", StringComparison.Ordinal) && request is { Email: { } email, Org: { } org } =>
                Membership(email, org, request, at),
            _ => [],
        };
        foreach (var (name, value) in request.Data ?? [])
        {
            data[name] = value?.DeepClone();
        }

        return data;
    }

    private static JsonObject Deleted(string kind, string? id) => new() { ["id"] = id, ["object"] = kind, ["deleted"] = true };

    private static JsonObject User(string email, WebhookRequest request, long at)
    {
        var (first, last) = NamesOf(request.Name);
        var (address, phone) = (TokenIssuer.StableId("idn_", email), TokenIssuer.StableId("idn_", request.Phone ?? ""));
        return new JsonObject
        {
            ["id"] = TokenIssuer.UserIdOf(email),
            ["object"] = "user",
            ["username"] = null,
            ["first_name"] = first,
            ["last_name"] = last,
            ["image_url"] = "",
            ["has_image"] = false,
            ["primary_email_address_id"] = address,
            ["primary_phone_number_id"] = request.Phone is null ? null : phone,
            ["email_addresses"] = new JsonArray(new JsonObject
            {
                ["id"] = address,
                ["object"] = "email_address",
                ["email_address"] = email,
                ["verification"] = new JsonObject { ["status"] = "verified", ["strategy"] = "email_code", ["attempts"] = null, ["expire_at"] = null },
                ["linked_to"] = new JsonArray(),
            }),
            ["phone_numbers"] = request.Phone is null
                ? new JsonArray()
                : new JsonArray(new JsonObject { ["id"] = phone, ["object"] = "phone_number", ["phone_number"] = request.Phone, ["verification"] = null }),
            ["external_accounts"] = new JsonArray(),
            ["external_id"] = null,
            ["public_metadata"] = new JsonObject(),
            ["private_metadata"] = new JsonObject(),
            ["unsafe_metadata"] = new JsonObject(),
            ["banned"] = false,
            ["locked"] = false,
            ["last_sign_in_at"] = null,
            ["created_at"] = at,
            ["updated_at"] = at,
        };
    }

    private static JsonObject Organization(OrganizationRequest org, long at) => new()
    {
        ["id"] = org.Id,
        ["object"] = "organization",
        ["name"] = org.Slug ?? org.Id,
        ["slug"] = org.Slug,
        ["public_metadata"] = new JsonObject(),
        ["created_at"] = at,
        ["updated_at"] = at,
    };

    private static JsonObject Membership(string email, OrganizationRequest org, WebhookRequest request, long at)
    {
        var (first, last) = NamesOf(request.Name);
        var role = org.Role ?? "member";
        return new JsonObject
        {
            ["id"] = TokenIssuer.StableId("orgmem_", $"{org.Id} {email.ToLowerInvariant()}"),
            ["object"] = "organization_membership",
            ["role"] = role.StartsWith("org:", StringComparison.Ordinal) ? role : "org:" + role,
            ["organization"] = Organization(org, at),
            ["public_user_data"] = new JsonObject
            {
                ["user_id"] = TokenIssuer.UserIdOf(email),
                ["identifier"] = email,
                ["first_name"] = first,
                ["last_name"] = last,
                ["image_url"] = "",
                ["has_image"] = false,
            },
            ["created_at"] = at,
            ["updated_at"] = at,
        };
    }

    private static (string? First, string? Last) NamesOf(string? name)
    {
        var parts = (name ?? "").Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (parts.ElementAtOrDefault(0), parts.ElementAtOrDefault(1));
    }
}
