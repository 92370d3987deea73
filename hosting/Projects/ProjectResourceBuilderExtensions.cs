using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project; it runs as it was built with the AppHost's configuration, and is built when it was not.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="projectPath">The project file or its folder, relative to the AppHost's folder.</param>
    /// <exception cref="DistributedApplicationException">There is no such project.</exception>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var project = ProjectFile.Find(name, Path.GetFullPath(projectPath, builder.AppHostDirectory));
        return builder.AddResource(new ProjectResource(name)).WithAnnotation(new ProjectRecipe(project, builder));
    }

    /// <summary>Runs the project so many times, each on ports of its own; who references it is given the addresses of all.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }
}
