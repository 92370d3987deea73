using Microsoft.AspNetCore.Http.Features;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Gateway.Edge;

/// <summary>
/// Answers 413 in a way that the client gets to read. Most clients send the whole body before they look for an answer, and a
/// connection that is closed while they write loses the answer with it. So what still arrives is thrown away for a while.
/// </summary>
internal static class OversizedBody
{
    /// <summary>Bodies up to here are read to their end, in bytes. Whoever announces more finds the connection closed.</summary>
    private const long Tolerated = 32 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        await Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The request body is larger than allowed here.").ExecuteAsync(context);
        await context.Response.CompleteAsync();
        if (context.Request.ContentLength <= Tolerated)
        {
            await ThrowAwayAsync(context);
        }
    }

    private static async Task ThrowAwayAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Tolerated;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client went away, or is too slow to be waited for. It had its answer.
            context.Abort();
        }
    }
}
