using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Microsoft;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class GraphRefusalTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(401, "InvalidAuthenticationToken", null, ProviderError.TokenRejected)]
    [InlineData(403, "ErrorAccessDenied", null, ProviderError.Forbidden)]
    [InlineData(404, "MailboxNotEnabledForRESTAPI", null, ProviderError.Forbidden)]
    [InlineData(404, "ErrorItemNotFound", null, ProviderError.NotFound)]
    [InlineData(410, "syncStateNotFound", null, ProviderError.NotFound)]
    [InlineData(400, "ErrorDuplicateTransactionId", null, ProviderError.Duplicate)]
    [InlineData(409, "ErrorDuplicateTransactionId", null, ProviderError.Duplicate)]
    [InlineData(409, "ErrorIrresolvableConflict", null, ProviderError.Unavailable)]
    [InlineData(409, "ErrorFolderExists", null, ProviderError.Rejected)]
    [InlineData(412, "ErrorIrresolvableConflict", null, ProviderError.Unavailable)]
    [InlineData(429, "ApplicationThrottled", "7", ProviderError.Throttled)]
    [InlineData(429, "ApplicationThrottled", null, ProviderError.Throttled)]
    [InlineData(503, "serviceNotAvailable", "7", ProviderError.Throttled)]
    [InlineData(503, "serviceNotAvailable", null, ProviderError.Unavailable)]
    [InlineData(504, "UnknownError", "7", ProviderError.Throttled)]
    [InlineData(500, "ErrorInternalServerError", null, ProviderError.Unavailable)]
    [InlineData(302, "", null, ProviderError.Unavailable)]
    [InlineData(400, "ErrorPropertyValidationFailure", null, ProviderError.Rejected)]
    public void A_refusal_says_what_to_do_about_it(int status, string code, string? retryAfter, string expected)
    {
        var read = GraphRefusal.Read((HttpStatusCode)status, After(retryAfter), Encoding.UTF8.GetBytes($$$"""{"error":{"code":"{{{code}}}","message":"x"}}"""), Now);
        Assert.Equal(new ProviderError(expected, retryAfter is null ? null : TimeSpan.FromSeconds(7)), read.Error);
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("Mon, 02 Mar 2026 15:01:30 GMT", 90)]
    [InlineData("Mon, 02 Mar 2026 14:00:00 GMT", 0)]
    public void A_wish_for_later_comes_in_seconds_or_as_a_date(string retryAfter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), GraphRefusal.Read(HttpStatusCode.TooManyRequests, After(retryAfter), [], Now).RetryAfter);

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"error":"text"}""")]
    [InlineData("""{"error":{"code":"made up: a sentence, with somebody@example.test in it"}}""")]
    public void What_stands_between_us_and_graph_is_not_repeated(string body) =>
        Assert.Equal(new GraphRefusal(502), GraphRefusal.Read(HttpStatusCode.BadGateway, null, Encoding.UTF8.GetBytes(body), Now));

    [Theory]
    [InlineData(410, "", true)]
    [InlineData(400, "SyncStateNotFound", true)]
    [InlineData(404, "resyncRequired", true)]
    [InlineData(404, "ErrorItemNotFound", false)]
    public void A_lost_place_in_delta_is_recognised(int status, string code, bool lost) => Assert.Equal(lost, new GraphRefusal(status, code).IsSyncLost);

    private static RetryConditionHeaderValue? After(string? value) => value is null ? null : RetryConditionHeaderValue.Parse(value);
}
