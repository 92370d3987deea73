using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds values from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>
    /// Adds a parameter whose value is the configuration's <c>Parameters:{name}</c>. In Development a secret without a value
    /// is generated (32 random bytes in base64) and kept, where Aspire asks for it in its dashboard.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, fallback => ValueOf(builder, name, fallback), secret)
        {
            Default = secret && builder.Environment.IsDevelopment() ? new KeyParameterDefault() : null,
        });

    /// <summary>Adds a parameter with a value, which the configuration does not change.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>Adds a parameter with a value that is computed when it is first needed.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        _ = publishValueAsDefault; // says something about deployment manifests only
        return builder.AddResource(new ParameterResource(name, _ => valueGetter(), secret));
    }

    /// <summary>Adds a parameter whose value is the configuration's, or the default; a generated default is kept.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        _ = persist; // a generated value is always kept here: servers' data depends on it
        return builder.AddResource(new ParameterResource(name, fallback => ValueOf(builder, name, fallback), secret) { Default = value });
    }

    /// <summary>Adds a parameter whose value is at a key of the configuration.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name, _ => builder.Configuration[configurationKey] ?? throw Missing(name, configurationKey), secret));

    /// <summary>Adds a connection string of the configuration, for something that runs elsewhere.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConfiguredConnectionString(
            name,
            _ => builder.Configuration.GetConnectionString(name) ?? throw Missing(name, $"ConnectionStrings:{name}"),
            environmentVariableName));

    /// <summary>The password of a server that was given none: letters and digits, so that it fits into addresses.</summary>
    internal static ParameterResource CreatePassword(IDistributedApplicationBuilder builder, string server)
    {
        var name = $"{server}-password";
        return new ParameterResource(name, fallback => ValueOf(builder, name, fallback), secret: true)
        {
            Default = new GenerateParameterDefault { Special = false },
        };
    }

    private static string ValueOf(IDistributedApplicationBuilder builder, string name, ParameterDefault? fallback)
    {
        var key = $"Parameters:{name}";
        var configured = builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')];
        return configured
            ?? (fallback is null ? throw Missing(name, key) : Secrets(builder).GetOrMake(key, fallback.GetDefaultValue));
    }

    private static Processes.SecretStore Secrets(IDistributedApplicationBuilder builder) => builder switch
    {
        DistributedApplicationBuilder local => local.Secrets,
        Testing.TestingBuilder testing => testing.Inner.Secrets,
        _ => throw new InvalidOperationException($"{builder.GetType().Name} keeps no secrets."),
    };

    private static MissingParameterValueException Missing(string name, string key) =>
        new($"The parameter '{name}' has no value. Set it as {key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')} "
            + $"in the environment or as {key} in the AppHost's configuration.");

    private sealed class ConfiguredConnectionString(string name, Func<ParameterDefault?, string> callback, string? variable)
        : ParameterResource(name, callback, secret: true), IResourceWithConnectionString
    {
        public string? ConnectionStringEnvironmentVariable => variable;

        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{this}");
    }
}
