using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.OpenRouter.Reading;

/// <summary>What a provider refuses in a schema. With <c>strict</c> it is OpenAI's subset: closed objects that require all they have.</summary>
internal static partial class SchemaRules
{
    private const int DeepestNesting = 10;

    private static readonly string[] Refused = ["allOf", "oneOf", "not", "if", "then", "else", "patternProperties", "dependentRequired", "dependentSchemas"];

    /// <summary>The provider's complaint; null when there is none.</summary>
    public static string? Complaint(JsonObject wrapper, JsonObject schema)
    {
        if (wrapper["name"]?.GetValueKind() != JsonValueKind.String || !Name().IsMatch(wrapper["name"]!.GetValue<string>()))
        {
            return "Invalid 'response_format.json_schema.name': a name of letters, digits, _ and -, at most 64.";
        }

        if (wrapper["strict"]?.GetValueKind() != JsonValueKind.True)
        {
            return null;
        }

        var name = wrapper["name"]!.GetValue<string>();
        var wrong = schema["type"]?.ToString() != "object" || schema.ContainsKey("anyOf")
            ? "schema must be of type \"object\" at its root"
            : Wrong(schema, "()", 0);
        return wrong is null ? null : $"Invalid schema for response_format '{name}': {wrong}.";
    }

    private static string? Wrong(JsonNode? node, string at, int depth)
    {
        if (node is not JsonObject schema)
        {
            return node is JsonArray list ? list.Select(item => Wrong(item, at, depth)).FirstOrDefault(wrong => wrong is not null) : null;
        }

        if (depth > DeepestNesting)
        {
            return $"in context={at}, nested more than {DeepestNesting} deep";
        }

        if (Refused.FirstOrDefault(schema.ContainsKey) is { } keyword)
        {
            return $"in context={at}, '{keyword}' is not permitted";
        }

        if (schema["properties"] is JsonObject properties && WrongObject(schema, properties, at) is { } wrong)
        {
            return wrong;
        }

        var inner = ((schema["properties"] as JsonObject) ?? []).Concat((schema["$defs"] as JsonObject) ?? [])
            .Append(new("items", schema["items"])).Append(new("anyOf", schema["anyOf"]));
        return inner.Select(pair => Wrong(pair.Value, $"{at}.{pair.Key}", depth + 1)).FirstOrDefault(found => found is not null);
    }

    private static string? WrongObject(JsonObject schema, JsonObject properties, string at)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(name => name?.ToString()).ToHashSet();
        return schema["additionalProperties"]?.GetValueKind() != JsonValueKind.False
            ? $"in context={at}, 'additionalProperties' is required to be supplied and to be false"
            : properties.Select(pair => pair.Key).FirstOrDefault(name => !required.Contains(name)) is { } missing
                ? $"in context={at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{missing}'"
                : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
