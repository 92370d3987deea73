using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>Authentication and the role policies.</summary>
public static class IdentityExtensions
{
    private const string MemberPolicy = "member";
    private const string ManagerPolicy = "manager";
    private const string OwnerPolicy = "owner";
    private const string ServicePolicy = "service";

    /// <summary>Any member of the workspace, viewers included.</summary>
    public static TBuilder RequireMember<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(MemberPolicy);

    /// <summary>A manager or an owner.</summary>
    public static TBuilder RequireManager<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(ManagerPolicy);

    /// <summary>An owner.</summary>
    public static TBuilder RequireOwner<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(OwnerPolicy);

    /// <summary>Another of our services, never a person; for <c>/internal</c>, which the gateway does not route.</summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(ServicePolicy);

    /// <summary>Adds the signer of identities and the validator of session tokens, without making a service ask for them.</summary>
    public static void AddTokenValidation(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClerkOptions>().BindConfiguration("Clerk")
            .Validate(clerk => !string.IsNullOrEmpty(clerk.Issuer) && Uri.IsWellFormedUriString(clerk.JwksUrl, UriKind.Absolute), "Clerk:Issuer and Clerk:JwksUrl are needed.")
            .Validate(
                clerk => builder.Environment.IsDevelopment() || clerk.IsTrustworthy,
                "Outside Development Clerk:Issuer must be an https address, and Clerk:JwksUrl one too unless it is on this machine.")
            .ValidateOnStart();
        builder.Services.AddHttpClient(JwksCache.ClientName, client => client.Timeout = TimeSpan.FromSeconds(5)).RemoveAllLoggers();
        builder.Services.AddSingleton<JwksCache>();
        builder.Services.AddSingleton<ClerkTokenValidator>();
        builder.Services.AddSingleton(provider => new IdentitySigner(
            KeyOf(provider.GetRequiredService<IConfiguration>()), builder.Environment.ApplicationName, provider.GetRequiredService<TimeProvider>()));
    }

    internal static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddTokenValidation();
        builder.Services.AddAuthentication(PeteAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, PeteAuthenticationHandler>(PeteAuthenticationHandler.SchemeName, null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(MemberPolicy, policy => policy.RequireClaim(PeteClaims.Kind, PeteClaims.Member))
            .AddPolicy(ManagerPolicy, policy => policy.RequireClaim(PeteClaims.Role, nameof(WorkspaceRole.Manager), nameof(WorkspaceRole.Owner)))
            .AddPolicy(OwnerPolicy, policy => policy.RequireClaim(PeteClaims.Role, nameof(WorkspaceRole.Owner)))
            .AddPolicy(ServicePolicy, policy => policy.RequireClaim(PeteClaims.Kind, PeteClaims.Service));
        builder.Services.AddHostedService<EndpointPolicyGuard>();
    }

    private static byte[] KeyOf(IConfiguration configuration)
    {
        var key = new byte[64];
        return Convert.TryFromBase64String(configuration["Identity:Key"] ?? "", key, out var length) && length >= 32
            ? key[..length]
            : throw new InvalidOperationException("Identity:Key must be at least 32 bytes in base64. All services of a deployment share it.");
    }
}
