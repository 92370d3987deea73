using System.Reflection;
using PeteRental.Contracts.Events;

namespace PeteRental.Architecture;

public sealed class StructureTests
{
    private static readonly string[] Shared = ["PeteRental.Contracts", "PeteRental.ServiceDefaults", "System.IO.Hashing"];
    private static readonly string[] NamesThatSayNothing = ["Core", "Common", "Utils", "Util", "Helpers", "Helper", "Manager", "Managers", "Misc", "Shared"];

    [Fact]
    public void Services_do_not_reference_each_other()
    {
        var wrong = from project in Repository.Projects
                    where project.IsService
                    from reference in project.Projects
                    where !Shared.Contains(reference)
                    select $"{project.Name} references {reference}";
        Assert.Empty(wrong);
        Assert.True(Repository.Projects.Count(project => project.IsService) >= 4);
    }

    [Fact]
    public void Contracts_stand_on_nothing()
    {
        var contracts = Assert.Single(Repository.Projects, project => project.Name == "PeteRental.Contracts");
        Assert.Empty(contracts.Projects);
        Assert.Empty(contracts.Packages);
    }

    [Fact]
    public void Contracts_have_no_logic()
    {
        var wrong = from type in typeof(IWorkspaceEvent).Assembly.GetExportedTypes()
                    where !type.IsInterface
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    where !method.IsSpecialName && !method.Name.StartsWith('<') && method.Name is not ("ToString" or "Equals" or "GetHashCode" or "Deconstruct" or "PrintMembers")
                    select $"{type.Name}.{method.Name}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Events_are_sealed_and_in_the_past_tense()
    {
        var events = typeof(IWorkspaceEvent).Assembly.GetExportedTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IWorkspaceEvent))).ToList();
        Assert.NotEmpty(events);
        Assert.All(events, type => Assert.True(type.IsSealed, type.Name));
        Assert.All(events, type => Assert.Matches("(ed|Failed|Detected|Required|Changed)$", type.Name));
        Assert.All(events, type => Assert.Equal("PeteRental.Contracts.Events", type.Namespace));
    }

    [Fact]
    public void Only_the_scraper_drives_a_browser()
    {
        var wrong = Repository.Projects.Where(project => project.Packages.Contains("Microsoft.Playwright") && project.Path.StartsWith("services/", StringComparison.Ordinal) && project.Name != "Scraper");
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_service_knows_the_sandbox_or_the_host()
    {
        var wrong = from source in Repository.Sources
                    where source.Path.StartsWith("services/", StringComparison.Ordinal) || source.Path.StartsWith("PeteRental.ServiceDefaults/", StringComparison.Ordinal)
                    from line in source.Code
                        // Chromium's word for locking its processes in.
                    let text = line.Text.Replace("ChromiumSandbox", "", StringComparison.Ordinal)
                    where text.Contains("sandbox", StringComparison.OrdinalIgnoreCase) || line.Text.Contains("Aspire.Hosting", StringComparison.Ordinal)
                    select $"{source.Path}:{line.Number}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Names_of_types_and_folders_say_something()
    {
        var folders = from source in Repository.Sources
                      from part in source.Path.Split('/').SkipLast(1)
                      where NamesThatSayNothing.Contains(part)
                      select source.Path;
        var types = from source in Repository.Sources
                    let name = Path.GetFileNameWithoutExtension(source.Path)
                    where NamesThatSayNothing.Any(word => name.EndsWith(word, StringComparison.Ordinal))
                    select source.Path;
        Assert.Empty(folders.Concat(types).Distinct());
    }

    [Fact]
    public void Versions_of_packages_live_in_one_file()
    {
        var wrong = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("PackageReference Include=", StringComparison.Ordinal)
                && System.Text.RegularExpressions.Regex.IsMatch(File.ReadAllText(path), "<PackageReference[^>]*Version="));
        Assert.Empty(wrong);
    }

    [Fact]
    public void MassTransit_stays_on_its_free_major_version() =>
        Assert.Matches("""Include="MassTransit\.RabbitMQ" Version="\[?8\.""", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")));
}
