using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Projects;

/// <summary>Runs a program with its arguments.</summary>
internal sealed class ExecutableRecipe(string command, string folder, string? package) : IProcessRecipe
{
    private string? _program;

    public void Require(Programs programs)
    {
        // A path is relative to the working folder; a bare name is looked for on the path.
        _program = command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(command, folder) : programs.Find(command);
        if (_program is null || !File.Exists(_program))
        {
            throw package is not null
                ? Programs.Missing(folder, command, package)
                : new DistributedApplicationException($"The program {command} was not found; install it or correct AppHost.cs.");
        }
    }

    public Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken) =>
        Task.FromResult(new ProcessSpec(_program!, start.Arguments, folder)
        {
            Environment = start.Environment,
            InheritsEnvironment = true,
        });
}
