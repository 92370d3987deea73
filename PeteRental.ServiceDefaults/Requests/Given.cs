using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>
/// A field of a request that may be left out. A PATCH changes only what is given, and null is something that can be given; a value
/// of the wrong type is kept as such, so that it is reported under its field's name with everything else that is wrong.
/// </summary>
/// <typeparam name="T">The field's type, nullable.</typeparam>
[JsonConverter(typeof(GivenConverterFactory))]
public readonly record struct Given<T>
{
    private Given(T? value, bool isReadable)
    {
        Value = value;
        IsGiven = true;
        IsReadable = isReadable;
    }

    /// <summary>What was given; the type's default when nothing was or when it is unreadable.</summary>
    public T? Value { get; }

    /// <summary>Whether the field was there at all.</summary>
    public bool IsGiven { get; }

    /// <summary>Whether it had the right type.</summary>
    public bool IsReadable { get; }

    /// <summary>Whether the field was there with something that can be used.</summary>
    public bool HasValue => IsGiven && IsReadable && Value is not null;

    /// <summary>Null was given.</summary>
    public bool IsNull => IsGiven && IsReadable && Value is null;

    /// <summary>A given value.</summary>
    internal static Given<T> Of(T? value) => new(value, isReadable: true);

    /// <summary>Something of another type was given.</summary>
    internal static Given<T> Unreadable() => new(default, isReadable: false);

    /// <summary>The value when it is given, otherwise what there is already.</summary>
    public T? Or(T? current) => IsGiven ? Value : current;
}

/// <summary>Makes given values where they do not come from JSON.</summary>
public static class Given
{
    /// <summary>A given value.</summary>
    public static Given<T> Of<T>(T? value) => Given<T>.Of(value);
}

internal sealed class GivenConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Given<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(GivenConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    // A member that nobody knows would be lost silently, deep in a request as well as at its top.
    private static readonly JsonSerializerOptions Strict = CreateStrict();

    private static JsonSerializerOptions CreateStrict()
    {
        var options = new JsonSerializerOptions { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        JsonDefaults.Apply(options);
        return options;
    }

    private sealed class GivenConverter<T> : JsonConverter<Given<T>>
    {
        public override bool HandleNull => true;

        public override Given<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Taken in whole first: after a failed conversion the reader would stand in the middle of it.
            var element = JsonElement.ParseValue(ref reader);
            try
            {
                return Given<T>.Of(element.Deserialize<T>(Strict));
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
            {
                return Given<T>.Unreadable();
            }
        }

        public override void Write(Utf8JsonWriter writer, Given<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
