using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Processes;

/// <summary>Volumes belong to containers. A local server's data is always kept, in a folder named after the resource.</summary>
internal static class DataVolume
{
    public static IResourceBuilder<T> Accept<T>(IResourceBuilder<T> builder, string? name, bool isReadOnly)
        where T : IResource
    {
        _ = name; // names a container engine's volume; here the folder has the resource's name
        return isReadOnly
            ? throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot run on read-only data as a local process.")
            : builder;
    }
}
