using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.ServiceDefaults;

/// <summary>What is true of every service's OpenAPI document.</summary>
internal static class OpenApiDefaults
{
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description =>
            description.RelativePath is { } path && !path.StartsWith("internal/", StringComparison.Ordinal);
        GivenSchema.Apply(options);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Servers?.Clear();
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A session token of the sign-in provider.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            return Task.CompletedTask;
        });
    }
}
