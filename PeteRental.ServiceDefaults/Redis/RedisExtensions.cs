using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace PeteRental.ServiceDefaults.Redis;

/// <summary>Redis for caches and limits. Nothing that matters is lost when it is away, so it never makes a service unhealthy.</summary>
public static class RedisExtensions
{
    /// <summary>
    /// Adds an <see cref="IConnectionMultiplexer"/> for the connection string of this name, and its health check. Same name and shape
    /// as Aspire's client package. Starts without Redis, and reconnects by itself.
    /// </summary>
    public static WebApplicationBuilder AddRedisClient(this WebApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(provider => Connect(provider.GetRequiredService<IConfiguration>(), connectionName));
        builder.Services.AddHostedService<FirstConnection>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", HealthStatus.Degraded, timeout: TimeSpan.FromSeconds(2));
        return builder;
    }

    private static ConnectionMultiplexer Connect(IConfiguration configuration, string connectionName)
    {
        var options = ConfigurationOptions.Parse(
            configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"The connection string {connectionName} is missing."));
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1000;
        options.SyncTimeout = 1000;
        options.KeepAlive = 10;
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        return ConnectionMultiplexer.Connect(options);
    }

    /// <summary>Connects before the first request: connecting blocks, for a second when Redis is away, and a request shall not.</summary>
    private sealed class FirstConnection(IConnectionMultiplexer redis) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(redis.IsConnected);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
