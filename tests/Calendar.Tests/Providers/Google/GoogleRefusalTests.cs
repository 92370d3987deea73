using System.Net;
using System.Text;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Google;

namespace PeteRental.Calendar.Tests.Providers.Google;

public sealed class GoogleRefusalTests
{
    [Theory]
    [InlineData(400, "timeRangeEmpty", ProviderError.Rejected)]
    [InlineData(400, "invalid", ProviderError.Rejected)]
    [InlineData(401, "authError", ProviderError.TokenRejected)]
    [InlineData(403, "rateLimitExceeded", ProviderError.Throttled)]
    [InlineData(403, "userRateLimitExceeded", ProviderError.Throttled)]
    [InlineData(403, "quotaExceeded", ProviderError.Throttled)]
    [InlineData(403, "insufficientPermissions", ProviderError.Forbidden)]
    [InlineData(403, "forbiddenForNonOrganizer", ProviderError.Forbidden)]
    [InlineData(403, "requiredAccessLevel", ProviderError.Forbidden)]
    [InlineData(403, "accessNotConfigured", ProviderError.ClientRejected)]
    [InlineData(404, "notFound", ProviderError.NotFound)]
    [InlineData(409, "duplicate", ProviderError.Duplicate)]
    [InlineData(410, "deleted", ProviderError.NotFound)]
    [InlineData(412, "conditionNotMet", ProviderError.Rejected)]
    [InlineData(429, "rateLimitExceeded", ProviderError.Throttled)]
    [InlineData(500, "backendError", ProviderError.Unavailable)]
    [InlineData(503, "backendError", ProviderError.Unavailable)]
    public void A_refusal_is_told_by_its_status_and_its_reason(int status, string reason, string code)
    {
        var body = $$"""{"error":{"code":{{status}},"message":"m","errors":[{"domain":"global","reason":"{{reason}}","message":"m"}]} }""";
        var refusal = GoogleRefusal.Read((HttpStatusCode)status, Encoding.UTF8.GetBytes(body), TimeSpan.FromSeconds(7));
        Assert.Equal(new ProviderError(code, TimeSpan.FromSeconds(7)), refusal.Error);
        Assert.Equal(((HttpStatusCode)status, reason), (refusal.Status, refusal.Reason));
    }

    // Something in between answered: it knows nothing of calendars, so nothing is concluded from it.
    [Theory]
    [InlineData(302, "", ProviderError.Unavailable)]
    [InlineData(400, "<html>Bad Request</html>", ProviderError.Unavailable)]
    [InlineData(403, "<html>Blocked</html>", ProviderError.Unavailable)]
    [InlineData(404, "<html>Not Found</html>", ProviderError.Unavailable)]
    [InlineData(404, "[]", ProviderError.Unavailable)]
    [InlineData(404, """{"error":"invalid_grant"}""", ProviderError.Unavailable)]
    [InlineData(410, "", ProviderError.Unavailable)]
    [InlineData(401, "", ProviderError.TokenRejected)]
    [InlineData(429, "slow down", ProviderError.Throttled)]
    [InlineData(502, "<html>Bad Gateway</html>", ProviderError.Unavailable)]
    public void A_refusal_without_Googles_body_says_little(int status, string body, string code) =>
        Assert.Equal(code, GoogleRefusal.Read((HttpStatusCode)status, Encoding.UTF8.GetBytes(body), null).Error.Code);

    [Theory]
    [InlineData("ann@example.test")]
    [InlineData("a reason with blanks")]
    [InlineData("")]
    public void Only_words_are_taken_from_a_refusal(string reason)
    {
        var body = $$"""{"error":{"errors":[{"reason":"{{reason}}"}]} }""";
        Assert.Equal("", GoogleRefusal.Read(HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes(body), null).Reason);
    }
}
