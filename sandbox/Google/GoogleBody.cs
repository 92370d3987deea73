using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Google;

/// <summary>A JSON object as it was sent, or what is wrong with it. No body at all is an empty object.</summary>
internal sealed record GoogleBody(JsonObject Root, GoogleReply? Refusal)
{
    private const int MaxDepth = 32;

    public static async ValueTask<GoogleBody> BindAsync(HttpContext context)
    {
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return Parse(buffer.ToArray());
    }

    private static GoogleBody Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return new GoogleBody([], null);
        }

        try
        {
            var parsed = JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (parsed is JsonObject root)
            {
                Read(root);
                return new GoogleBody(root, null);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Unreadable();
        }

        return Unreadable();
    }

    /// <summary>Throws when a text holds half of a surrogate pair, which could not be answered later.</summary>
    private static void Read(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                {
                    Read(member);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Read(item);
                }

                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
            default:
                break;
        }
    }

    private static GoogleBody Unreadable() => new([], GoogleReply.Refuse(StatusCodes.Status400BadRequest, "parseError", "Parse Error"));
}
