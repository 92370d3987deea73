using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PeteRental.ServiceDefaults.Http;

/// <summary>
/// A time limit for each try, and a second and third try where that is safe: GET, HEAD, and requests marked with
/// <see cref="Idempotent"/>. A POST that is not marked is never sent twice, whatever went wrong (the stock handlers of the platform
/// do, also after a timeout of their own).
/// </summary>
internal sealed class SafeRetryHandler : DelegatingHandler
{
    /// <summary>Marks a request that the receiver recognises when it arrives twice.</summary>
    public static readonly HttpRequestOptionsKey<bool> Idempotent = new("peterental.idempotent");

    /// <summary>Time limit of one try.</summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(3);

    private static readonly ResiliencePipeline<HttpResponseMessage> Once =
        new ResiliencePipelineBuilder<HttpResponseMessage>().AddTimeout(TryTimeout).Build();

    private static readonly ResiliencePipeline<HttpResponseMessage> Again = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
            {
                { Exception: HttpRequestException or TimeoutRejectedException } => true,
                { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
                _ => false,
            }),
        })
        .AddTimeout(TryTimeout)
        .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pipeline = IsSafeToRepeat(request) ? Again : Once;
        try
        {
            return await pipeline.ExecuteAsync(
                static async (state, token) => await state.Handler.SendOnceAsync(state.Request, token),
                (Handler: this, Request: request),
                cancellationToken);
        }
        catch (TimeoutRejectedException timeout)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The service did not answer in time.", timeout);
        }
    }

    private static bool IsSafeToRepeat(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        || request.Method == HttpMethod.Head
        || (request.Options.TryGetValue(Idempotent, out var idempotent) && idempotent);

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
