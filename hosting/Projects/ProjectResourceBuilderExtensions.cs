using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>
    /// Adds a project; it runs as it was built with the AppHost's configuration, and is built when it was not. The first
    /// launch profile of its Properties/launchSettings.json that runs the project applies, if there is any.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="projectPath">The project file or its folder, relative to the AppHost's folder.</param>
    /// <exception cref="DistributedApplicationException">There is no such project.</exception>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var project = ProjectFile.Find(name, Path.GetFullPath(projectPath, builder.AppHostDirectory));
        return Add(builder, name, project, LaunchProfile.First(project));
    }

    /// <summary>Adds a project that runs with one of its launch profiles, or with none.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="projectPath">The project file or its folder, relative to the AppHost's folder.</param>
    /// <param name="launchProfileName">A profile of Properties/launchSettings.json; null for none.</param>
    /// <exception cref="DistributedApplicationException">There is no such project or profile.</exception>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var project = ProjectFile.Find(name, Path.GetFullPath(projectPath, builder.AppHostDirectory));
        return Add(builder, name, project, launchProfileName is null ? null : LaunchProfile.Named(project, launchProfileName));
    }

    /// <summary>Runs the project so many times, each on ports of its own; who references it is given the addresses of all.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static IResourceBuilder<ProjectResource> Add(
        IDistributedApplicationBuilder builder, string name, ProjectFile project, LaunchProfile? profile)
    {
        var resource = builder.AddResource(new ProjectResource(name)).WithAnnotation(new ProjectRecipe(project, builder));
        foreach (var (variable, value) in profile?.EnvironmentVariables ?? [])
        {
            resource.WithEnvironment(variable, value);
        }

        foreach (var address in profile?.Addresses ?? [])
        {
            resource.WithEndpoint(address.Port, scheme: address.Scheme);
        }

        return profile?.Arguments is { Length: > 0 } arguments ? resource.WithArgs(arguments) : resource;
    }
}
