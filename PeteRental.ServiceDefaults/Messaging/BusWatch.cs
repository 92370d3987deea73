using System.Net.Sockets;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>
/// Ends the process when its bus stays down although the broker answers. After a broker's death the bus mostly connects again by itself, within
/// half a minute; now and then it hangs for good (MassTransit issue 5942), and events would wait until somebody looks. Whoever runs the process starts it again.
/// </summary>
internal sealed partial class BusWatch(
    IBusControl bus, IConfiguration configuration, string connectionName, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BusWatch> logger) : BackgroundService
{
    private const int AmqpPort = 5672;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    // The bus asks again after at most 30 seconds.
    private readonly TimeSpan _hungAfter = configuration.GetValue("Messaging:HungAfter", TimeSpan.FromSeconds(40));

    /// <summary>The bus was up. A process whose bus never was is still starting: to end it would help nobody.</summary>
    internal bool HasBeenUp { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var broker = new Uri(configuration.GetConnectionString(connectionName)!);
        using var timer = new PeriodicTimer(LookEvery, time);
        long? answersSince = null;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var isUp = bus.CheckHealth().Status == BusHealthStatus.Healthy;
            HasBeenUp |= isUp;
            if (isUp || !HasBeenUp || !await AnswersAsync(broker, stoppingToken))
            {
                answersSince = null;
                continue;
            }

            answersSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(answersSince.Value) >= _hungAfter)
            {
                LogHung(_hungAfter);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
        }
    }

    private static async Task<bool> AnswersAsync(Uri broker, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(broker.Host, broker.Port < 0 ? AmqpPort : broker.Port, limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Critical, "The bus has been down for {Time} although the broker answers; this process ends so that a new one connects")]
    private partial void LogHung(TimeSpan time);
}
