using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

/// <summary>A consumer of its own behind the real broker, as another service would have.</summary>
public sealed class EventRecorder : IAsyncDisposable
{
    private readonly IHost _host;

    private EventRecorder(IHost host) => _host = host;

    public static async Task<EventRecorder> StartAsync(string broker)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        builder.Services.AddSingleton<Inbox>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<Consumer>().Endpoint(endpoint => endpoint.Name = "agents-tests");
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(broker));
                rabbit.ConfigureEndpoints(context);
            });
        });
        // Ready only when its queue is bound: what is published before that would not arrive.
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        var host = builder.Build();
        await host.StartAsync();
        return new EventRecorder(host);
    }

    /// <summary>What came for a workspace, each message once: a broker may deliver one twice under the same id.</summary>
    public IReadOnlyList<T> Of<T>(Guid workspace)
        where T : IWorkspaceEvent =>
        [.. _host.Services.GetRequiredService<Inbox>().Messages.Values.OfType<T>().Where(fact => fact.WorkspaceId == workspace)];

    /// <summary>Waits for an event.</summary>
    public async Task<T> WaitAsync<T>(Guid workspace, Func<T, bool> isTheOne)
        where T : IWorkspaceEvent
    {
        await AgentsHost.UntilAsync(() => Task.FromResult(Of<T>(workspace).Any(isTheOne)));
        return Of<T>(workspace).First(isTheOne);
    }

    /// <summary>Publishes what another service would, under the id of its outbox.</summary>
    public Task PublishAsync<T>(T fact, Guid messageId)
        where T : class, IWorkspaceEvent =>
        _host.Services.GetRequiredService<IBus>().Publish(fact, context => context.MessageId = messageId);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class Inbox
    {
        public ConcurrentDictionary<Guid, IWorkspaceEvent> Messages { get; } = new();
    }

    private sealed class Consumer(Inbox inbox) :
        IConsumer<AgentRegistered>, IConsumer<AgentUpdated>, IConsumer<AgentRemoved>, IConsumer<WorkspaceUpdated>, IConsumer<UserRegistered>,
        IConsumer<UserErased>, IConsumer<AgentSyncCompleted>, IConsumer<AgentSyncFailed>, IConsumer<KnowledgeBaseSynced>
    {
        public Task Consume(ConsumeContext<AgentRegistered> context) => Keep(context);

        public Task Consume(ConsumeContext<AgentUpdated> context) => Keep(context);

        public Task Consume(ConsumeContext<AgentRemoved> context) => Keep(context);

        public Task Consume(ConsumeContext<WorkspaceUpdated> context) => Keep(context);

        public Task Consume(ConsumeContext<UserRegistered> context) => Keep(context);

        public Task Consume(ConsumeContext<UserErased> context) => Keep(context);

        public Task Consume(ConsumeContext<AgentSyncCompleted> context) => Keep(context);

        public Task Consume(ConsumeContext<AgentSyncFailed> context) => Keep(context);

        public Task Consume(ConsumeContext<KnowledgeBaseSynced> context) => Keep(context);

        private Task Keep<T>(ConsumeContext<T> context)
            where T : class, IWorkspaceEvent
        {
            inbox.Messages.TryAdd(context.MessageId!.Value, context.Message);
            return Task.CompletedTask;
        }
    }
}
