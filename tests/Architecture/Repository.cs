using System.Xml.Linq;

namespace PeteRental.Architecture;

/// <summary>The files of the checkout that this test was built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", ".data", "node_modules"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Source> Sources { get; } = [.. Files("*.cs").Select(path => new Source(path, File.ReadAllLines(Path.Combine(Root, path))))];

    public static IReadOnlyList<Project> Projects { get; } = [.. Files("*.csproj").Select(Project.Read)];

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Intersect(NotOurs).Any());

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PeteRental.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }

    /// <summary>One C# file.</summary>
    internal sealed record Source(string Path, string[] Lines)
    {
        /// <summary>The lines that are code; a comment may name what code may not use.</summary>
        public IEnumerable<(int Number, string Text)> Code =>
            Lines.Select((text, index) => (Number: index + 1, Text: text)).Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal));

        public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);
    }

    /// <summary>One project file.</summary>
    internal sealed record Project(string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
    {
        public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

        public bool IsService => Path.StartsWith("services/", StringComparison.Ordinal);

        public static Project Read(string path)
        {
            var document = XDocument.Load(System.IO.Path.Combine(Root, path));
            return new Project(path, Includes(document, "ProjectReference"), Includes(document, "PackageReference"));
        }

        private static List<string> Includes(XDocument document, string element) =>
            [.. document.Descendants(element).Select(reference => System.IO.Path.GetFileNameWithoutExtension(Normalise(reference.Attribute("Include")!.Value, element)))];

        // A package name has dots that are not the dot of a file's ending.
        private static string Normalise(string include, string element) => element == "PackageReference" ? include + ".package" : include.Replace('\\', '/');
    }
}
