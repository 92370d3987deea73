using System.Globalization;

namespace PeteRental.Bench.Crawl;

/// <summary>What a process and those it started take, by Linux's own account.</summary>
/// <param name="ResidentMegabytes">Of the process itself.</param>
/// <param name="ChildMegabytes">Of all that it started. What they share is counted for each.</param>
internal sealed record ProcessTree(double ResidentMegabytes, double ChildMegabytes)
{
    private const double KilobytesOfAMegabyte = 1024;

    /// <summary>Looks at a process; null when it is gone.</summary>
    public static ProcessTree? Of(int process)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Select(id => (Id: id, Parent: ParentOf(id))).ToLookup(entry => entry.Parent, entry => entry.Id);
        if (Resident(process) is not { } own)
        {
            return null;
        }

        var waiting = new Queue<int>(children[process]);
        var memory = 0.0;
        while (waiting.TryDequeue(out var child))
        {
            memory += Resident(child) ?? 0;
            foreach (var next in children[child])
            {
                waiting.Enqueue(next);
            }
        }

        return new ProcessTree(own, memory);
    }

    private static int ParentOf(int process) => (int)(Field(process, "PPid:") ?? 0);

    private static double? Resident(int process) => Field(process, "VmRSS:") / KilobytesOfAMegabyte;

    private static double? Field(int process, string name) =>
        Read(process, "status").Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Any, CultureInfo.InvariantCulture)
            : null;

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            // It ended as we looked.
            return "";
        }
    }
}
