using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what was asked.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether it was given up.</summary>
    public bool Canceled { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; init; }
}

/// <summary>Carries out commands on resources: see <see cref="KnownResourceCommands"/>.</summary>
public class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Carries out a command on a resource, all its processes together.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return ExecuteCommandAsync(resource.Name, commandName, cancellationToken);
    }

    /// <summary>Carries out a command on a resource by its name.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var supervisors = _orchestrator.SupervisorsOf(resourceId);
        if (supervisors.Count == 0)
        {
            return new ExecuteCommandResult { Success = false, Message = $"There is no resource '{resourceId}' with a process." };
        }

        if (commandName != KnownResourceCommands.StartCommand
            && commandName != KnownResourceCommands.StopCommand
            && commandName != KnownResourceCommands.RestartCommand)
        {
            return new ExecuteCommandResult { Success = false, Message = $"'{commandName}' is not a command of '{resourceId}'." };
        }

        if (commandName != KnownResourceCommands.StartCommand)
        {
            await Task.WhenAll(supervisors.Select(s => s.HaltAsync(cancellationToken)));
        }

        if (commandName != KnownResourceCommands.StopCommand)
        {
            supervisors.ForEach(s => s.Resume());
        }

        return new ExecuteCommandResult { Success = true };
    }
}
