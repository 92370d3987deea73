using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Redis;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Adds a Redis server that writes every change to a log on disk.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="port">Its port; a free one by default.</param>
    /// <param name="password">Its password; generated and kept by default.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new RedisResource(name, password?.Resource ?? ParameterResourceBuilderExtensions.CreatePassword(builder, name));
        return builder.AddResource(resource)
            .WithEndpoint(port, scheme: "tcp", name: RedisResource.PrimaryEndpointName)
            .WithAnnotation(new RedisRecipe(resource))
            .WithAnnotation<HealthCheckAnnotation>(new RedisProbe(resource));
    }

    /// <summary>Keeps the data over restarts, which a local process does anyway: in the application's data folder.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) =>
        DataVolume.Accept(builder, name, isReadOnly);

    /// <summary>Writes a snapshot, besides the log of changes, after the interval when so many keys have changed.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
    {
        var seconds = (long)(interval ?? TimeSpan.FromSeconds(60)).TotalSeconds;
        return builder.WithArgs("--save", string.Create(CultureInfo.InvariantCulture, $"{seconds} {keysChangedThreshold}"));
    }
}
