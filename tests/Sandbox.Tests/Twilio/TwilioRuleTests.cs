using PeteRental.Sandbox.Twilio;

namespace PeteRental.Sandbox.Tests.Twilio;

public sealed class TwilioRuleTests
{
    /// <summary>The example that Twilio's own documentation computes.</summary>
    [Fact]
    public void The_signature_is_Twilios()
    {
        var fields = new Dictionary<string, string>
        {
            ["To"] = "+18005551212",
            ["Digits"] = "1234",
            ["From"] = "+14158675309",
            ["Caller"] = "+14158675309",
            ["CallSid"] = "CA1234567890ABCDE",
        };

        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TwilioSignature.Of("https://mycompany.com/myapp.php?foo=1&bar=2", fields, "12345"));
    }

    [Theory]
    [InlineData("x", 160, 1)]
    [InlineData("x", 161, 2)]
    [InlineData("x", 306, 2)]
    [InlineData("x", 307, 3)]
    [InlineData("é", 160, 1)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    [InlineData("’", 70, 1)]
    [InlineData("’", 71, 2)]
    [InlineData("🏠", 35, 1)]
    [InlineData("🏠", 36, 2)]
    public void Segments_count_the_alphabet_that_a_text_needs(string character, int times, int segments) =>
        Assert.Equal(segments, SmsSegments.Count(string.Concat(Enumerable.Repeat(character, times))));
}
