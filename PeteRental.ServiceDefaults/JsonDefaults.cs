using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeteRental.ServiceDefaults;

/// <summary>JSON as REST clients and our own services see it: snake_case, strict about numbers, nulls written out.</summary>
public static class JsonDefaults
{
    /// <summary>Deeper nesting than any of our documents has; more is an attack on the parser's stack.</summary>
    public const int MaxDepth = 32;

    /// <summary>The shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Applies the defaults to options that a framework owns.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxDepth;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
