using MassTransit;
using PeteRental.Contracts.Events;

namespace PeteRental.VoiceWebhook.Workspaces;

/// <summary>Every running process hears of changes and asks again before it uses what it remembered.</summary>
public sealed class DirectoryChanges(WorkspaceDirectory directory)
    : IConsumer<AgentRegistered>, IConsumer<AgentUpdated>, IConsumer<AgentRemoved>, IConsumer<WorkspaceUpdated>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<AgentRegistered> context) => ForgetAgents(context.Message.WorkspaceId);

    /// <inheritdoc />
    public Task Consume(ConsumeContext<AgentUpdated> context) => ForgetAgents(context.Message.WorkspaceId);

    /// <inheritdoc />
    public Task Consume(ConsumeContext<AgentRemoved> context) => ForgetAgents(context.Message.WorkspaceId);

    /// <inheritdoc />
    public Task Consume(ConsumeContext<WorkspaceUpdated> context)
    {
        directory.ForgetWorkspace(context.Message.WorkspaceId);
        return Task.CompletedTask;
    }

    private Task ForgetAgents(Guid workspace)
    {
        directory.ForgetAgents(workspace);
        return Task.CompletedTask;
    }
}
