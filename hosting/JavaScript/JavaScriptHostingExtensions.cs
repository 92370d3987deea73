using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.JavaScript;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting
{
    /// <summary>Adds JavaScript applications.</summary>
    public static class JavaScriptHostingExtensions
    {
        /// <summary>Adds a Vite application: <c>npm run {runScriptName}</c>, told its port by the variable PORT.</summary>
        public static IResourceBuilder<ViteAppResource> AddViteApp(
            this IDistributedApplicationBuilder builder, string name, string appDirectory, string runScriptName = "dev")
        {
            ArgumentNullException.ThrowIfNull(builder);
            var folder = Path.GetFullPath(appDirectory, builder.AppHostDirectory);
            var resource = new ViteAppResource(name, "npm", folder);
            return builder.AddResource(resource)
                .WithAnnotation(new ExecutableRecipe("npm", folder, "nodejs npm"))
                .WithHttpEndpoint(env: "PORT")
                .WithArgs("run", runScriptName, "--", "--port", resource.GetPort(), "--strictPort")
                .WithEnvironment("NODE_ENV", builder.Environment.EnvironmentName == "Development" ? "development" : "production");
        }
    }
}

namespace Aspire.Hosting.JavaScript
{
    /// <summary>A JavaScript application that npm runs.</summary>
    public class JavaScriptAppResource(string name, string command, string workingDirectory)
        : ExecutableResource(name, command, workingDirectory), IResourceWithServiceDiscovery;

    /// <summary>A Vite application.</summary>
    public class ViteAppResource(string name, string command, string workingDirectory)
        : JavaScriptAppResource(name, command, workingDirectory)
    {
        internal EndpointReferenceExpression GetPort() => new EndpointReference(this, "http").Property(EndpointProperty.Port);
    }
}
