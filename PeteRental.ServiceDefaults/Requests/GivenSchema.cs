using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>Describes a <see cref="Given{T}"/> as what may be given: its converter hides that from the framework.</summary>
internal static class GivenSchema
{
    public static void Apply(OpenApiOptions options)
    {
        var nameOf = options.CreateSchemaReferenceId;
        // Without a name of its own it stands where it is used, and clients see plain fields.
        options.CreateSchemaReferenceId = type => IsGiven(type.Type) ? null : nameOf(type);
        options.AddSchemaTransformer(TransformAsync);
    }

    private static async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (!IsGiven(type))
        {
            return;
        }

        var given = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancellationToken);
        schema.Type = given.Type;
        schema.Format = given.Format;
        schema.Pattern = given.Pattern;
        schema.Items = given.Items;
        schema.Properties = given.Properties;
        schema.AdditionalPropertiesAllowed = given.AdditionalPropertiesAllowed;
    }

    private static bool IsGiven(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Given<>);
}
