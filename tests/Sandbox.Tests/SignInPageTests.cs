using System.Net;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Tests;

public sealed partial class SignInPageTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    [Fact]
    public async Task The_page_is_a_labelled_form_under_a_strict_policy()
    {
        var response = await sandbox.Http.GetAsync("/clerk/sign-in");
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        var fields = FieldIds().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("email", fields);
        Assert.All(fields, id => Assert.Contains($"<label for=\"{id}\">", html, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.GetAsync("/clerk/sign-in.css")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.GetAsync("/clerk/sign-in.js")).StatusCode);
    }

    [Fact]
    public async Task Without_a_place_to_go_back_to_the_token_is_shown()
    {
        var response = await SubmitAsync(new() { ["email"] = "ada@oakhill.test", ["expires_in"] = "3600" });
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var jwt = Jwt.Parse(ShownToken().Match(html).Groups[1].Value);
        Assert.Equal("ada@oakhill.test", jwt.Claim("email"));
        Assert.Equal(3600, jwt.Number("exp") - jwt.Number("iat"));
        Assert.True(jwt.IsSignedBy(await sandbox.KeysAsync()));
    }

    [Fact]
    public async Task The_token_goes_back_in_the_fragment_to_a_listed_origin_and_is_meant_for_it()
    {
        var response = await SubmitAsync(new()
        {
            ["email"] = "ada@oakhill.test",
            ["org.id"] = "org_oak",
            ["org.role"] = "viewer",
            ["redirect_url"] = SandboxHost.Console + "/signed-in?next=%2Fagents#old",
        });

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var location = response.Headers.Location!;
        Assert.StartsWith(SandboxHost.Console + "/signed-in?next=%2Fagents#token=", location.AbsoluteUri, StringComparison.Ordinal);
        var jwt = Jwt.Parse(location.Fragment["#token=".Length..]);
        Assert.Equal(SandboxHost.Console, jwt.Claim("azp"));
        Assert.Equal("viewer", jwt.Claims.GetProperty("o").GetProperty("rol").GetString());
    }

    [Theory]
    [InlineData("https://elsewhere.test/")]
    [InlineData("http://console.test:8080.elsewhere.test/")]
    [InlineData("http://console.test:8080@elsewhere.test/")]
    [InlineData("http://elsewhere.test@console.test:8080/")]
    [InlineData("http://console.test:8081/")]
    [InlineData("https://console.test:8080/")]
    [InlineData("//console.test:8080/")]
    [InlineData("/relative")]
    [InlineData("javascript:alert(1)")]
    public async Task A_token_never_goes_to_a_place_that_is_not_listed(string redirect)
    {
        var shown = await sandbox.Http.GetAsync("/clerk/sign-in?redirect_url=" + Uri.EscapeDataString(redirect));
        var submitted = await SubmitAsync(new() { ["email"] = "ada@oakhill.test", ["redirect_url"] = redirect });

        Assert.Equal(HttpStatusCode.BadRequest, shown.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, submitted.StatusCode);
        Assert.Null(submitted.Headers.Location);
        Assert.DoesNotContain("eyJ", await submitted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_announced_at_its_field_and_keeps_what_was_typed()
    {
        var response = await SubmitAsync(new() { ["email"] = "nobody", ["name"] = "Ada <b>Oak</b>", ["expires_in"] = "soon" });
        var html = await response.Content.ReadAsStringAsync();
        var email = await SubmitAsync(new() { ["email"] = "nobody", ["name"] = "Ada <b>Oak</b>" });
        var emailHtml = await email.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"expires_in-error\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"email-hint email-error\"", emailHtml, StringComparison.Ordinal);
        Assert.Contains("Ada &lt;b&gt;Oak", emailHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Oak", emailHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_the_address_is_shown_as_text()
    {
        var html = await sandbox.Http.GetStringAsync("/clerk/sign-in?email=" + Uri.EscapeDataString("\"><script>alert(1)</script>"));

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SubmitAsync(Dictionary<string, string> form) =>
        sandbox.Http.PostAsync("/clerk/sign-in", new FormUrlEncodedContent(form));

    [GeneratedRegex("<(?:input|select|textarea) id=\"([^\"]+)\"")]
    private static partial Regex FieldIds();

    [GeneratedRegex("<textarea[^>]*>([^<]+)</textarea>")]
    private static partial Regex ShownToken();
}
