using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.ServiceDefaults.Tests;

/// <summary>Tokens signed here with a key of this test, checked against a key set served over HTTP.</summary>
public sealed class ClerkTokenTests : IAsyncLifetime
{
    private const string Issuer = "https://clerk.peterental.test";
    private const string Origin = "https://console.peterental.test";

    // A key takes longer to make than most of these tests.
    private static readonly RSA FirstKey = RSA.Create(2048);

    private readonly Dictionary<string, RSA> _keys = new() { ["ins_1"] = FirstKey };
    private readonly ManualClock _clock = new();
    private WebApplication _issuer = null!;
    private WebApplication _service = null!;
    private int _fetches;

    private ClerkTokenValidator Validator => _service.Services.GetRequiredService<ClerkTokenValidator>();

    public async ValueTask InitializeAsync()
    {
        var issuing = WebApplication.CreateBuilder();
        issuing.Logging.ClearProviders();
        _issuer = issuing.Build();
        _issuer.Urls.Add("http://127.0.0.1:0");
        _issuer.MapGet("/jwks.json", ServeKeys);
        await _issuer.StartAsync();

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Configuration["Clerk:Issuer"] = Issuer;
        builder.Configuration["Clerk:JwksUrl"] = $"{_issuer.Urls.First()}/jwks.json";
        builder.Configuration["Clerk:AuthorizedParties:0"] = Origin;
        builder.Configuration["Identity:Key"] = Convert.ToBase64String(new byte[32]);
        builder.AddTokenValidation();
        _service = builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task A_version_2_token_is_read_with_its_organisation()
    {
        var session = await ValidateAsync(Claims(claims => claims["o"] = new JsonObject { ["id"] = "org_1", ["slg"] = "maple", ["rol"] = "admin" }));

        Assert.Equal(new SessionToken("user_1", null, null, "org_1", "maple", "admin"), session);
    }

    [Fact]
    public async Task A_version_1_token_is_read_with_its_organisation()
    {
        var session = await ValidateAsync(Claims(claims =>
        {
            claims.Remove("v");
            claims["org_id"] = "org_1";
            claims["org_slug"] = "maple";
            claims["org_role"] = "org:admin";
        }));

        Assert.Equal(new SessionToken("user_1", null, null, "org_1", "maple", "admin"), session);
    }

    [Fact]
    public async Task A_token_without_a_browser_behind_it_has_no_party_and_passes() =>
        Assert.NotNull(await ValidateAsync(Claims(claims => claims.Remove("azp"))));

    [Theory]
    [InlineData("iss", "\"https://evil.test\"")]
    [InlineData("iss", "\"https://clerk.peterental.test/\"")]
    [InlineData("azp", "\"https://evil.test\"")]
    [InlineData("sub", "\"client_1\"")]
    [InlineData("sub", "\"\"")]
    [InlineData("sts", "\"pending\"")]
    [InlineData("exp", "1")]
    [InlineData("nbf", "99999999999")]
    [InlineData("iat", "99999999999")]
    [InlineData("iat", "\"soon\"")]
    [InlineData("nbf", "\"soon\"")]
    [InlineData("exp", "\"later\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "null")]
    [InlineData("sid", "\"\"")]
    [InlineData("sid", "null")]
    [InlineData("sid", "7")]
    [InlineData("azp", "[\"https://console.peterental.test\"]")]
    [InlineData("azp", "\"https://console.peterental.test/\"")]
    [InlineData("azp", "\"http://console.peterental.test\"")]
    [InlineData("sub", "[\"user_1\"]")]
    [InlineData("sub", "{}")]
    public async Task A_claim_that_is_wrong_is_refused(string claim, string value) =>
        Assert.Null(await ValidateAsync(Claims(claims => claims[claim] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("exp")]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("sid")]
    public async Task A_claim_that_is_missing_is_refused(string claim) =>
        Assert.Null(await ValidateAsync(Claims(claims => claims.Remove(claim))));

    [Fact]
    public async Task Skew_is_five_seconds_and_no_more()
    {
        var token = Sign("ins_1", Claims());

        _clock.Advance(TimeSpan.FromSeconds(64));
        Assert.NotNull(await Validator.ValidateAsync(token, default));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await Validator.ValidateAsync(token, default));
    }

    [Theory]
    [InlineData("nbf")]
    [InlineData("iat")]
    public async Task A_token_from_the_future_is_early_by_four_seconds_at_most(string claim)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();

        Assert.NotNull(await ValidateAsync(Claims(claims => claims[claim] = now + 4)));
        Assert.Null(await ValidateAsync(Claims(claims => claims[claim] = now + 6)));
    }

    [Theory]
    [InlineData("""{"iss":"https://dashboard.clerk.test","sid":"sess_9","sub":"user_9"}""", "user_9")]
    [InlineData("""{"sub":""}""", "unknown")]
    [InlineData("\"user_9\"", "unknown")]
    public async Task A_token_tells_who_acts_as_the_person(string act, string actor) =>
        Assert.Equal(actor, (await ValidateAsync(Claims(claims => claims["act"] = JsonNode.Parse(act))))!.ImpersonatedBy);

    [Theory]
    [InlineData("o", "\"org_1\"")]
    [InlineData("o", "[]")]
    [InlineData("o", "{}")]
    [InlineData("o", """{"id":7,"slg":null,"rol":{}}""")]
    [InlineData("org_id", "7")]
    [InlineData("email", "[\"ada@oakhill.test\"]")]
    [InlineData("name", "{}")]
    public async Task A_claim_that_nothing_hangs_on_is_left_out_when_it_is_unreadable(string claim, string value) =>
        Assert.Equal("user_1", (await ValidateAsync(Claims(claims => claims[claim] = JsonNode.Parse(value))))!.Subject);

    [Fact]
    public async Task Forged_tokens_are_refused()
    {
        using var stranger = RSA.Create(2048);
        var publicKey = _keys["ins_1"].ExportSubjectPublicKeyInfoPem();

        Assert.Null(await Validator.ValidateAsync(Sign(Header("RS256", "ins_1"), Claims(), data => stranger.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), default));
        Assert.Null(await Validator.ValidateAsync(Sign(Header("none", "ins_1"), Claims(), _ => []), default));
        Assert.Null(await Validator.ValidateAsync(Sign(Header("HS256", "ins_1"), Claims(), data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(publicKey), data)), default));
        Assert.Null(await Validator.ValidateAsync(Sign(Header("RS256", null), Claims(), data => SignData("ins_1", data)), default));
        Assert.Null(await Validator.ValidateAsync("not.a.token", default));
        Assert.Null(await Validator.ValidateAsync("", default));
        Assert.Null(await Validator.ValidateAsync(new string('a', 100_000), default));
    }

    [Fact]
    public async Task A_rotated_key_works_at_once_and_forged_key_ids_do_not_flood_the_issuer()
    {
        Assert.NotNull(await ValidateAsync(Claims()));
        _clock.Advance(TimeSpan.FromSeconds(11));
        _keys["ins_2"] = RSA.Create(2048);
        Assert.NotNull(await Validator.ValidateAsync(Sign("ins_2", Claims()), default));
        var before = _fetches;

        for (var turn = 0; turn < 20; turn++)
        {
            Assert.Null(await Validator.ValidateAsync(Sign(Header("RS256", $"forged_{turn}"), Claims(), data => SignData("ins_1", data)), default));
        }

        Assert.Equal(before, _fetches);
    }

    [Fact]
    public async Task An_issuer_that_is_away_leaves_known_keys_in_use()
    {
        Assert.NotNull(await ValidateAsync(Claims()));
        await _issuer.StopAsync();
        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.NotNull(await ValidateAsync(Claims()));
    }

    private ValueTask<SessionToken?> ValidateAsync(JsonObject claims) => Validator.ValidateAsync(Sign("ins_1", claims), default);

    private JsonObject Claims(Action<JsonObject>? change = null)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["v"] = 2,
            ["iss"] = Issuer,
            ["sub"] = "user_1",
            ["sid"] = "sess_1",
            ["iat"] = now,
            ["nbf"] = now - 5,
            ["exp"] = now + 60,
            ["azp"] = Origin,
        };
        change?.Invoke(claims);
        return claims;
    }

    private IResult ServeKeys()
    {
        Interlocked.Increment(ref _fetches);
        return Results.Json(new
        {
            keys = _keys.Select(pair => (pair.Key, Parameters: pair.Value.ExportParameters(false))).Select(key => new
            {
                kty = "RSA",
                use = "sig",
                alg = "RS256",
                kid = key.Key,
                n = WebEncoders.Base64UrlEncode(key.Parameters.Modulus!),
                e = WebEncoders.Base64UrlEncode(key.Parameters.Exponent!),
            }),
        });
    }

    private static JsonObject Header(string algorithm, string? kid)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (kid is not null)
        {
            header["kid"] = kid;
        }

        return header;
    }

    private string Sign(string kid, JsonObject claims) => Sign(Header("RS256", kid), claims, data => SignData(kid, data));

    private byte[] SignData(string kid, byte[] data) => _keys[kid].SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var content = $"{WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(header))}.{WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{content}.{WebEncoders.Base64UrlEncode(sign(Encoding.ASCII.GetBytes(content)))}";
    }
}
