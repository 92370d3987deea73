using PeteRental.Calendar.Connections;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>Nobody is sent anywhere but to pages of listed origins.</summary>
public sealed class ReturnAddressTests
{
    private static readonly string[] Origins = ["https://console.test", "http://localhost:3000", "http://console.test:8080/"];

    [Theory]
    [InlineData("https://console.test")]
    [InlineData("https://console.test/users?tab=1#top")]
    [InlineData("https://CONSOLE.test/users")]
    [InlineData("https://console.test:443/users")]
    [InlineData("http://localhost:3000/settings")]
    public void Listed_origins_pass(string asked) => Assert.NotNull(ReturnAddresses.Read(asked, Origins, allowsHttp: false));

    [Theory]
    [InlineData("https://evil.test")]
    [InlineData("https://console.test.evil.test/")]
    [InlineData("https://console.test@evil.test/")]
    [InlineData("https://@console.test/")]
    [InlineData("https://user@console.test/")]
    [InlineData("https://console.test:8443/")]
    [InlineData("http://console.test/")]
    [InlineData("http://localhost:3001/")]
    [InlineData("https:\\\\console.test\\@evil.test")]
    [InlineData("https://evil.test\\@console.test/")]
    [InlineData("https://console.test\t.evil.test/")]
    [InlineData("https://console.test/\r\nSet-Cookie:a=b")]
    [InlineData(" https://console.test/")]
    [InlineData("https:console.test/")]
    [InlineData("https:/console.test/")]
    [InlineData("//console.test/")]
    [InlineData("/calendar/setup")]
    [InlineData("javascript:alert(1)")]
    [InlineData("javascript://console.test/%0aalert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("https://cönsole.test/")]
    [InlineData("http://console.test:8080/")]
    public void Anything_else_does_not(string asked) => Assert.Null(ReturnAddresses.Read(asked, Origins, allowsHttp: false));

    [Fact]
    public void Plain_http_may_lead_to_another_machine_only_in_development() =>
        Assert.Equal("http://console.test:8080/a", ReturnAddresses.Read("http://console.test:8080/a", Origins, allowsHttp: true));

    [Fact]
    public void A_very_long_address_is_refused() =>
        Assert.Null(ReturnAddresses.Read($"https://console.test/{new string('a', 2000)}", Origins, allowsHttp: false));

    [Theory]
    [InlineData("https://console.test/", "https://console.test/?auth=error&code=a%20%26b")]
    [InlineData("https://console.test/p?tab=1#top", "https://console.test/p?tab=1&auth=error&code=a%20%26b#top")]
    [InlineData("https://console.test/p?auth=success&x=%20&CODE=1&provider=google", "https://console.test/p?x=%20&auth=error&code=a%20%26b")]
    [InlineData("/calendar/setup", "/calendar/setup?auth=error&code=a%20%26b")]
    public void The_query_stays_and_ours_is_added_encoded(string address, string expected) =>
        Assert.Equal(expected, ReturnAddresses.With(address, ("auth", "error"), ("code", "a &b")));
}
