using System.Collections.Immutable;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells people what happens, a line for each change.</summary>
internal sealed class ConsoleReport(HostingOptions options, TimeProvider time)
{
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Grey = "90";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _started = [];
    private readonly HashSet<string> _unhealthy = [];
    private readonly bool _coloured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
    private int _width = 10;

    /// <summary>Makes room for the longest name.</summary>
    public void Align(IEnumerable<string> names) => _width = Math.Max(_width, names.Select(n => n.Length).DefaultIfEmpty().Max());

    public void State(ResourceInstance instance, bool isHidden, string state)
    {
        if (isHidden)
        {
            return;
        }

        if (state == KnownResourceStates.Starting)
        {
            lock (_gate)
            {
                _started.Add(instance.Id);
            }

            Line(instance.Id, "starting", Grey, "");
        }
        else if (state == KnownResourceStates.Finished)
        {
            Line(instance.Id, "finished", Green, "");
        }
        else if (state == KnownResourceStates.NotStarted)
        {
            Line(instance.Id, "not started", Grey, "starts on request");
        }
        else if (state == KnownResourceStates.Exited && Forget(_started, instance.Id))
        {
            Line(instance.Id, "stopped", Grey, "");
        }
    }

    public void Health(ResourceInstance instance, bool isHidden, string? problem, ImmutableArray<UrlSnapshot> urls, TimeSpan sinceStart)
    {
        if (isHidden)
        {
            return;
        }

        if (problem is not null)
        {
            lock (_gate)
            {
                _unhealthy.Add(instance.Id);
            }

            Line(instance.Id, "unhealthy", Yellow, problem);
        }
        else if (Forget(_unhealthy, instance.Id))
        {
            Line(instance.Id, "healthy", Green, "again");
        }
        else
        {
            var addresses = string.Join("  ", urls.Select(u => u.Url.Replace("tcp://", "", StringComparison.Ordinal)));
            Line(instance.Id, "ready", Green, string.Create(CultureInfo.InvariantCulture, $"{addresses,-28} {sinceStart.TotalSeconds,5:0.0} s"));
        }
    }

    public void Died(ResourceInstance instance, int exitCode, TimeSpan delay) =>
        Line(instance.Id, "ended", Yellow, string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}; starts again in {delay.TotalSeconds:0.##} s"));

    public void FailedToStart(ResourceInstance instance, string reason) => Line(instance.Id, "failed", Red, reason.Split('\n')[0]);

    public void GaveUp(ResourceInstance instance, int exitCode, IReadOnlyList<string> lastLines)
    {
        Line(instance.Id, "failed", Red, $"exit code {exitCode}");
        foreach (var line in lastLines)
        {
            Line(instance.Id, "", Grey, line);
        }
    }

    /// <summary>A line of a resource's own output.</summary>
    public void Output(string id, string line)
    {
        if (!options.IsQuiet)
        {
            lock (_gate)
            {
                Console.Out.WriteLine($"{Paint(id.PadRight(_width), Grey)} │ {line}");
            }
        }
    }

    /// <summary>A resource's whole output, as it is.</summary>
    public void Plain(IEnumerable<string> lines)
    {
        lock (_gate)
        {
            foreach (var line in lines)
            {
                Console.Out.WriteLine(line);
            }
        }
    }

    public void Note(string text)
    {
        if (!options.IsQuiet)
        {
            lock (_gate)
            {
                Console.Out.WriteLine(text);
            }
        }
    }

    public void Failure(string message)
    {
        lock (_gate)
        {
            Console.Error.WriteLine(message);
        }
    }

    private bool Forget(HashSet<string> set, string id)
    {
        lock (_gate)
        {
            return set.Remove(id);
        }
    }

    private void Line(string id, string state, string colour, string detail)
    {
        if (options.IsQuiet)
        {
            return;
        }

        var clock = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var text = $"{Paint(clock, Grey)}  {id.PadRight(_width)}  {Paint(state.PadRight(11), colour)}  {detail}";
        lock (_gate)
        {
            Console.Out.WriteLine(text.TrimEnd());
        }
    }

    private string Paint(string text, string colour) => _coloured ? $"\x1b[{colour}m{text}\x1b[0m" : text;
}
