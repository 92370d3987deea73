using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace PeteRental.ServiceDefaults.Redis;

/// <summary>Degraded, not unhealthy, when Redis is away: every use of it has another way to go.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("Redis does not answer.", exception);
        }
    }
}
