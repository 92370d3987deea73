using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>RabbitMQ by MassTransit, the outbox and the inbox.</summary>
public static class MessagingExtensions
{
    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30),
    ];

    // A bus that hangs must not keep its process from ending.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Marks the queues of <see cref="AddInstanceConsumer"/>, which cannot be quorum queues. The broker removes them with the process.
    /// </summary>
    private const string InstanceMarker = "-instance-";

    /// <summary>
    /// Adds the bus and, for a service with a database, the outbox relay. Queues are named after the service and the consumer, are
    /// durable quorum queues, and a message that fails is tried again for about a minute before it lands in the error queue. A broker
    /// that is away neither stops the service nor makes it unhealthy: events wait in the outbox.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">Connection string of the broker: <c>amqp://user:password@host:port</c>.</param>
    /// <param name="consumers">Registers the service's consumers.</param>
    public static WebApplicationBuilder AddMessaging(
        this WebApplicationBuilder builder, string connectionName, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddHostedService<InboxSweeper>();
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<BusWatch>(services, connectionName));
        builder.Services.Configure<MassTransitHostOptions>(host => host.StopTimeout = StopLimit);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "messaging";
                health.MinimalFailureStatus = HealthStatus.Degraded;
            });
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(QueuePrefix(builder.Environment.ApplicationName), includeNamespace: false));
            bus.AddConfigureEndpointsCallback((_, name, endpoint) =>
            {
                endpoint.UseMessageRetry(retry => retry.Intervals(Retries));
                if (endpoint is IRabbitMqReceiveEndpointConfigurator queue && !name.Contains(InstanceMarker, StringComparison.Ordinal))
                {
                    queue.SetQuorumQueue();
                }
            });
            consumers?.Invoke(bus);
            bus.UsingRabbitMq((context, broker) =>
            {
                var address = context.GetRequiredService<IConfiguration>().GetConnectionString(connectionName)
                    ?? throw new InvalidOperationException($"The connection string {connectionName} is missing.");
                broker.Host(new Uri(address), host => host.Heartbeat(TimeSpan.FromSeconds(10)));
                broker.ConfigureEndpoints(context);
            });
        });
        return builder;
    }

    /// <summary>
    /// Adds a consumer of which every running process gets every message, as caches need. What is published while the process or the
    /// broker is down is missed, so what such a consumer keeps fresh must also grow stale by the clock.
    /// </summary>
    public static void AddInstanceConsumer<TConsumer>(this IBusRegistrationConfigurator bus)
        where TConsumer : class, IConsumer =>
        bus.AddConsumer<TConsumer>().Endpoint(endpoint =>
        {
            endpoint.Temporary = true;
            endpoint.InstanceId = $"{InstanceMarker}{Guid.CreateVersion7():N}";
        });

    private static string QueuePrefix(string application) => application[(application.LastIndexOf('.') + 1)..];
}
