using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.Calendar.Booking;

/// <summary>Says when to come back with a request that a provider's outage has kept from being done.</summary>
internal static class RetryLater
{
    /// <summary>A provider that answers again is noticed within about this.</summary>
    private const string Seconds = "30";

    /// <summary>Adds <c>Retry-After</c> to each 503.</summary>
    public static RouteGroupBuilder WithRetryAfter(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
    {
        var result = await next(context);
        if (result is INestedHttpResult { Result: ProblemHttpResult { StatusCode: StatusCodes.Status503ServiceUnavailable } })
        {
            context.HttpContext.Response.Headers.RetryAfter = Seconds;
        }

        return result;
    });
}
