using System.Net;
using Polly;
using Polly.Retry;

namespace PeteRental.Agents.Vapi;

/// <summary>
/// Waits and asks again when Vapi asks for patience (429) or stumbles (5xx). A POST that ended in an error may have been carried out,
/// so it is repeated only after a 429; otherwise whoever sent it looks first whether it was.
/// </summary>
internal sealed class VapiRetryHandler : DelegatingHandler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly ResiliencePipeline<HttpResponseMessage> Unsafe = Pipeline(repeatsErrors: false);
    private static readonly ResiliencePipeline<HttpResponseMessage> Safe = Pipeline(repeatsErrors: true);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await (request.Method == HttpMethod.Post ? Unsafe : Safe).ExecuteAsync(
            static async (state, token) => await state.Handler.SendOnceAsync(state.Request, token),
            (Handler: this, Request: request),
            cancellationToken);

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(bool repeatsErrors) =>
        new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(400),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result?.StatusCode switch
                {
                    HttpStatusCode.TooManyRequests => true,
                    >= HttpStatusCode.InternalServerError => repeatsErrors,
                    _ => false,
                }),
                DelayGenerator = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result?.Headers.RetryAfter?.Delta is { } asked ? asked < LongestWait ? asked : LongestWait : (TimeSpan?)null),
            })
            .Build();
}
