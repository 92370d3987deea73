using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PeteRental.ServiceDefaults.Postgres;

/// <summary>One embedded SQL file, <c>Migrations/0001_name.sql</c>.</summary>
/// <param name="Component">Whose tables they are: a service's own, or those of messaging that it shares in shape with the others.</param>
/// <param name="Version">The leading number.</param>
/// <param name="Name">File name without the ending.</param>
/// <param name="Sql">The statements.</param>
internal sealed partial record Migration(string Component, int Version, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with line ends made equal, so that a checkout on another system is not a change.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n").TrimEnd())));

    /// <summary>The migrations of an assembly in order; none when it has no such resources.</summary>
    public static IReadOnlyList<Migration> From(Assembly assembly, string component)
    {
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (FileName().Match(resource) is { Success: true } match)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                migrations.Add(new Migration(
                    component, int.Parse(match.Groups["version"].ValueSpan, provider: null), match.Groups["name"].Value, reader.ReadToEnd()));
            }
        }

        return [.. migrations.OrderBy(migration => migration.Version)];
    }

    [GeneratedRegex(@"Migrations\.(?<name>(?<version>\d{4})_\w+)\.sql$")]
    private static partial Regex FileName();
}
