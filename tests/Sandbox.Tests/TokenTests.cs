using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests;

public sealed class TokenTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    [Fact]
    public async Task A_token_has_the_shape_of_a_version_2_session_token()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test", name = "Ada Oak" });

        Assert.Equal("RS256", jwt.Header.GetProperty("alg").GetString());
        Assert.Equal("JWT", jwt.Header.GetProperty("typ").GetString());
        Assert.Equal(sandbox.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + "/clerk", jwt.Claim("iss"));
        Assert.StartsWith("user_", jwt.Claim("sub"), StringComparison.Ordinal);
        Assert.StartsWith("sess_", jwt.Claim("sid"), StringComparison.Ordinal);
        Assert.Equal(2, jwt.Number("v"));
        Assert.Equal(60, jwt.Number("exp") - jwt.Number("iat"));
        Assert.Equal(jwt.Number("iat"), jwt.Number("nbf"));
        Assert.InRange(jwt.Number("iat"), before, before + 30);
        Assert.Equal(SandboxHost.Console, jwt.Claim("azp"));
        Assert.NotEmpty(jwt.Claim("jti"));
        Assert.Equal("ada@oakhill.test", jwt.Claim("email"));
        Assert.Equal("Ada Oak", jwt.Claim("name"));
        Assert.False(jwt.Claims.TryGetProperty("o", out _));
    }

    [Fact]
    public async Task A_token_is_signed_by_the_published_2048_bit_key()
    {
        var keys = await sandbox.KeysAsync();
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });

        Assert.True(jwt.IsSignedBy(keys));
        var key = Assert.Single(keys.GetProperty("keys").EnumerateArray().ToList());
        Assert.Equal("RS256", key.GetProperty("alg").GetString());
        Assert.Equal(342, key.GetProperty("n").GetString()!.Length);
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Fact]
    public async Task One_address_is_one_user_and_every_token_is_another()
    {
        var first = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });
        var second = await sandbox.SignInAsync(new { email = "ADA@oakhill.test" });
        var other = await sandbox.SignInAsync(new { email = "bob@oakhill.test" });

        Assert.Equal(first.Claim("sub"), second.Claim("sub"));
        Assert.NotEqual(first.Claim("sub"), other.Claim("sub"));
        Assert.NotEqual(first.Claim("jti"), second.Claim("jti"));
        Assert.NotEqual(first.Claim("sid"), second.Claim("sid"));
    }

    [Theory]
    [InlineData("admin", "admin")]
    [InlineData("org:manager", "manager")]
    public async Task An_organisation_goes_into_the_o_claim_without_the_prefix_of_its_role(string asked, string claimed)
    {
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test", org = new { id = "org_oak", slug = "oak-hill", role = asked } });

        var org = jwt.Claims.GetProperty("o");
        Assert.Equal("org_oak", org.GetProperty("id").GetString());
        Assert.Equal("oak-hill", org.GetProperty("slg").GetString());
        Assert.Equal(claimed, org.GetProperty("rol").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(86_400)]
    public async Task A_token_lives_as_long_as_asked(long seconds)
    {
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test", expires_in = seconds });

        Assert.Equal(seconds, jwt.Number("exp") - jwt.Number("iat"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-90)]
    public async Task A_token_can_be_expired_from_the_start_and_was_valid_once(long seconds)
    {
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test", expires_in = seconds });

        Assert.InRange(jwt.Number("exp"), 1, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds);
        Assert.Equal(60, jwt.Number("exp") - jwt.Number("nbf"));
    }

    [Fact]
    public async Task A_page_that_asks_for_a_token_is_its_authorized_party_and_may_read_it_when_listed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clerk/tokens") { Content = JsonContent.Create(new { email = "ada@oakhill.test" }) };
        request.Headers.Add("Origin", SandboxHost.Console);
        var response = await sandbox.Http.SendAsync(request);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(SandboxHost.Console, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(SandboxHost.Console, Jwt.Parse(body.GetProperty("token").GetString()!).Claim("azp"));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_read_tokens()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clerk/tokens") { Content = JsonContent.Create(new { email = "ada@oakhill.test" }) };
        request.Headers.Add("Origin", "https://elsewhere.test");
        var response = await sandbox.Http.SendAsync(request);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("https://elsewhere.test", Jwt.Parse(body.GetProperty("token").GetString()!).Claim("azp"));
    }

    [Fact]
    public async Task The_metadata_lead_to_the_keys()
    {
        var metadata = await sandbox.Http.GetFromJsonAsync<JsonElement>("/clerk/.well-known/openid-configuration");
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });

        Assert.Equal(jwt.Claim("iss"), metadata.GetProperty("issuer").GetString());
        var keys = await sandbox.Http.GetFromJsonAsync<JsonElement>(metadata.GetProperty("jwks_uri").GetString());
        Assert.True(jwt.IsSignedBy(keys));
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.GetAsync(metadata.GetProperty("authorization_endpoint").GetString())).StatusCode);
    }

    [Fact]
    public async Task A_configured_public_address_is_the_issuer_whatever_host_was_asked()
    {
        var named = new SandboxHost(new Dictionary<string, string> { ["Sandbox:PublicUrl"] = "http://sandbox.test:8090" });
        await named.InitializeAsync();
        try
        {
            Assert.Equal("http://sandbox.test:8090/clerk", (await named.SignInAsync(new { email = "ada@oakhill.test" })).Claim("iss"));
        }
        finally
        {
            await named.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("{}", "email")]
    [InlineData("""{"email":null}""", "email")]
    [InlineData("""{"email":"nobody"}""", "email")]
    [InlineData("""{"email":"Ada <ada@oakhill.test>"}""", "email")]
    [InlineData("""{"email":"ada@oakhill.test\r\nBcc: x@y.test"}""", "email")]
    [InlineData("""{"email":"ada@oakhill.test","name":"tab\tname"}""", "name")]
    [InlineData("""{"email":"ada@oakhill.test","expires_in":315360001}""", "expires_in")]
    [InlineData("""{"email":"ada@oakhill.test","org":{}}""", "org.id")]
    [InlineData("""{"email":"ada@oakhill.test","org":{"id":"org_1"}}""", "org.role")]
    [InlineData("""{"email":"ada@oakhill.test","org":{"id":"org 1","role":"admin"}}""", "org.id")]
    [InlineData("""{"email":"ada@oakhill.test","org":{"id":"org_1","slug":"","role":"admin"}}""", "org.slug")]
    public async Task A_wrong_field_is_named(string json, string field)
    {
        var problem = await PostAsync(json, HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.GetProperty("code").GetString());
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Theory]
    [InlineData("""{"email":"ada@oakhill.test","expires_in":"soon"}""", "$.expires_in")]
    [InlineData("""{"email":"ada@oakhill.test","organisation":{}}""", "$.organisation")]
    [InlineData("""{"email":"ada@oakhill.test",""", "$")]
    [InlineData("", "JSON body")]
    public async Task A_body_that_cannot_be_read_is_refused_with_the_place(string json, string said)
    {
        var problem = await PostAsync(json, HttpStatusCode.BadRequest);

        Assert.Contains(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> PostAsync(string json, HttpStatusCode expected)
    {
        var response = await sandbox.Http.PostAsync("/clerk/tokens", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
