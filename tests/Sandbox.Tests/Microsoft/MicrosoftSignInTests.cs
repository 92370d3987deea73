using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftSignInTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private readonly MicrosoftClient _client = new(sandbox.Http);

    [Fact]
    public async Task Consent_without_a_page_brings_tokens_for_what_was_asked()
    {
        using var response = await _client.AuthorizeAsync();
        var answer = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith(MicrosoftClient.RedirectUri + "?", response.Headers.Location.ToString(), StringComparison.Ordinal);
        Assert.Equal("s t/1", answer["state"].ToString());

        var tokens = await _client.TokensAsync(HttpStatusCode.OK, _client.CodeForm(answer["code"].ToString()));
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        Assert.Equal(3599, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal("openid profile email User.Read Calendars.ReadWrite MailboxSettings.Read", tokens.GetProperty("scope").GetString());
        Assert.True(tokens.TryGetProperty("refresh_token", out _));
        _client.Bearer = tokens.GetProperty("access_token").GetString();
        Assert.Equal(_client.Email, (await _client.GetAsync("me")).GetProperty("mail").GetString());
    }

    [Fact]
    public async Task The_id_token_says_who_and_is_signed_by_a_published_key()
    {
        var code = await _client.CodeAsync(new() { ["nonce"] = "n-1" });
        var jwt = Jwt.Parse((await _client.TokensAsync(HttpStatusCode.OK, _client.CodeForm(code))).GetProperty("id_token").GetString()!);
        var metadata = await sandbox.Http.GetFromJsonAsync<JsonElement>($"/microsoft/login/{jwt.Claim("tid")}/v2.0/.well-known/openid-configuration");
        var keys = await sandbox.Http.GetFromJsonAsync<JsonElement>(metadata.GetProperty("jwks_uri").GetString());

        Assert.True(jwt.IsSignedBy(keys));
        Assert.Equal(metadata.GetProperty("issuer").GetString(), jwt.Claim("iss"));
        Assert.Equal(_client.ClientId, jwt.Claim("aud"));
        Assert.Equal(_client.Email, jwt.Claim("preferred_username"));
        Assert.Equal("n-1", jwt.Claim("nonce"));
        _client.Bearer = (await _client.SignInAsync()).GetProperty("access_token").GetString();
        Assert.Equal((await _client.GetAsync("me")).GetProperty("id").GetString(), jwt.Claim("oid"));
    }

    [Fact]
    public async Task Somebody_is_always_the_same_and_shares_a_tenant_with_their_colleagues_only()
    {
        var colleague = new MicrosoftClient(sandbox.Http);
        var personal = new MicrosoftClient(sandbox.Http, "cora.elm@outlook.test");
        var (first, again) = (await IdTokenAsync(_client), await IdTokenAsync(new MicrosoftClient(sandbox.Http, _client.Email.ToUpperInvariant())));

        Assert.Equal(first.Claim("oid"), again.Claim("oid"));
        Assert.Equal(first.Claim("tid"), (await IdTokenAsync(colleague)).Claim("tid"));
        Assert.NotEqual(first.Claim("oid"), (await IdTokenAsync(colleague)).Claim("oid"));
        Assert.Equal("9188040d-6c67-4c5b-b112-36a304b66dad", (await IdTokenAsync(personal)).Claim("tid"));
    }

    [Fact]
    public async Task Without_openid_and_offline_access_there_is_neither_an_id_token_nor_a_refresh_token()
    {
        var tokens = await _client.SignInAsync("https://graph.microsoft.com/Calendars.Read");

        Assert.Equal("Calendars.Read", tokens.GetProperty("scope").GetString());
        Assert.False(tokens.TryGetProperty("id_token", out _));
        Assert.False(tokens.TryGetProperty("refresh_token", out _));
        var code = await _client.CodeAsync(new() { ["scope"] = "Calendars.Read" });
        var sly = await _client.TokensAsync(HttpStatusCode.OK, new(_client.CodeForm(code)) { ["scope"] = "Calendars.Read offline_access openid" });
        Assert.False(sly.TryGetProperty("refresh_token", out _) || sly.TryGetProperty("id_token", out _));
    }

    [Theory]
    [InlineData("S256")]
    [InlineData("plain")]
    [InlineData(null)]
    public async Task A_challenge_is_met_by_its_verifier_only(string? method)
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = method == "S256" ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
        var query = new Dictionary<string, string?> { ["code_challenge"] = challenge, ["code_challenge_method"] = method };

        await RefusedAsync("invalid_grant", 501481, _client.CodeForm(await _client.CodeAsync(query)));
        await RefusedAsync("invalid_grant", 501481, new(_client.CodeForm(await _client.CodeAsync(query))) { ["code_verifier"] = verifier + "x" });
        await RefusedAsync("invalid_grant", 501481, new(_client.CodeForm(await _client.CodeAsync())) { ["code_verifier"] = verifier });
        await _client.TokensAsync(HttpStatusCode.OK, new(_client.CodeForm(await _client.CodeAsync(query))) { ["code_verifier"] = verifier });
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        var form = _client.CodeForm(await _client.CodeAsync());
        await _client.TokensAsync(HttpStatusCode.OK, form);

        await RefusedAsync("invalid_grant", 54005, form);
    }

    [Fact]
    public async Task A_code_is_good_for_its_application_and_address_only()
    {
        var code = await _client.CodeAsync();

        await RefusedAsync("invalid_grant", 500112, new(_client.CodeForm(code)) { ["redirect_uri"] = "http://calendar.test/elsewhere" });
        await RefusedAsync("invalid_grant", 70000, new(_client.CodeForm(code)) { ["client_id"] = "another" });
        await RefusedAsync("invalid_grant", 9002313, _client.CodeForm("1.nonsense"));
        await RefusedAsync("invalid_grant", 65001, new(_client.CodeForm(code)) { ["scope"] = "Calendars.Read.Shared" });
        await _client.TokensAsync(HttpStatusCode.OK, _client.CodeForm(code));
    }

    [Fact]
    public async Task An_application_proves_who_it_is()
    {
        var code = await _client.CodeAsync();
        var form = _client.CodeForm(code);

        var error = await RefusedAsync("invalid_client", 7000215, new(form) { ["client_secret"] = "wrong" }, HttpStatusCode.Unauthorized);
        Assert.StartsWith("AADSTS7000215: Invalid client secret provided.", error.GetProperty("error_description").GetString(), StringComparison.Ordinal);
        form.Remove("client_secret");
        await RefusedAsync("invalid_client", 7000218, form, HttpStatusCode.Unauthorized);
        await RefusedAsync("unsupported_grant_type", 70003, new(_client.CodeForm(code)) { ["grant_type"] = "password" });
        await RefusedAsync("invalid_request", 900144, new() { ["client_id"] = "x" });
        await RefusedAsync("invalid_scope", 70011, new(_client.CodeForm(code)) { ["scope"] = "Calendars.Everything" });
    }

    [Fact]
    public async Task A_refresh_brings_new_tokens_and_leaves_the_old_ones_good()
    {
        var first = await _client.SignInAsync();
        var refresh = first.GetProperty("refresh_token").GetString()!;
        var second = await _client.TokensAsync(HttpStatusCode.OK, _client.RefreshForm(refresh));

        Assert.NotEqual(refresh, second.GetProperty("refresh_token").GetString());
        Assert.NotEqual(first.GetProperty("access_token").GetString(), second.GetProperty("access_token").GetString());
        await _client.GetAsync("me");
        await _client.TokensAsync(HttpStatusCode.OK, _client.RefreshForm(refresh));
        var grant = Assert.Single((await _client.ControlAsync(HttpMethod.Get, "")).GetProperty("grants").EnumerateArray());
        Assert.Equal(2, grant.GetProperty("refreshes").GetInt32());
    }

    [Fact]
    public async Task A_refresh_can_ask_for_less_and_not_for_more()
    {
        var refresh = (await _client.SignInAsync("offline_access User.Read Calendars.ReadWrite")).GetProperty("refresh_token").GetString()!;

        var less = await _client.TokensAsync(HttpStatusCode.OK, new(_client.RefreshForm(refresh)) { ["scope"] = "User.Read" });
        Assert.Equal("User.Read", less.GetProperty("scope").GetString());
        _client.Bearer = less.GetProperty("access_token").GetString();
        Assert.Equal("ErrorAccessDenied", await _client.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "me/calendars"));
        var more = await RefusedAsync("invalid_grant", 65001, new(_client.RefreshForm(refresh)) { ["scope"] = "MailboxSettings.Read" });
        Assert.Equal("consent_required", more.GetProperty("suberror").GetString());
        // What was left out once is there again.
        var again = await _client.TokensAsync(HttpStatusCode.OK, _client.RefreshForm(less.GetProperty("refresh_token").GetString()!));
        Assert.Equal("User.Read Calendars.ReadWrite", again.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task A_grant_that_was_taken_back_ends_its_tokens()
    {
        var refresh = (await _client.SignInAsync()).GetProperty("refresh_token").GetString()!;
        var code = await _client.CodeAsync();

        Assert.Equal(1, (await _client.ControlAsync(HttpMethod.Post, "/revoke")).GetProperty("grants_revoked").GetInt32());

        Assert.Equal("InvalidAuthenticationToken", await _client.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "me"));
        await RefusedAsync("invalid_grant", 50173, _client.RefreshForm(refresh));
        await RefusedAsync("invalid_grant", 50173, _client.CodeForm(code));
        await _client.SignInAsync();
        await _client.GetAsync("me");
    }

    [Theory]
    [InlineData("scope", null, "invalid_request")]
    [InlineData("scope", "Calendars.Everything", "invalid_scope")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("prompt", "never", "invalid_request")]
    [InlineData("login_hint", null, "login_required")]
    [InlineData("login_hint", "nobody", "login_required")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "S256", "invalid_request")]
    public async Task A_refusal_goes_back_to_the_application(string parameter, string? value, string error)
    {
        using var response = await _client.AuthorizeAsync(new() { [parameter] = value });

        var answer = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.Equal(error, answer["error"].ToString());
        Assert.StartsWith("AADSTS", answer["error_description"].ToString(), StringComparison.Ordinal);
        Assert.Equal("s t/1", answer["state"].ToString());
        Assert.False(answer.ContainsKey("code"));
    }

    [Theory]
    [InlineData("client_id", null, "AADSTS900144")]
    [InlineData("redirect_uri", null, "AADSTS900971")]
    [InlineData("redirect_uri", "/relative", "AADSTS50011")]
    [InlineData("redirect_uri", "javascript:alert(1)", "AADSTS50011")]
    public async Task What_cannot_go_back_is_shown(string parameter, string? value, string code)
    {
        using var response = await _client.AuthorizeAsync(new() { [parameter] = value });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(code + ":", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_lets_somebody_pick_an_account_or_refuse()
    {
        var address = _client.AuthorizeAddress(new() { ["prompt"] = "select_account", ["login_hint"] = "\"><script>alert(1)</script>" });
        using var page = await sandbox.Http.GetAsync(address);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("<label for=\"email\">", html, StringComparison.Ordinal);
        Assert.Contains("Have full access to your calendars", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        using var typed = await SubmitAsync(address, ("email", _client.Email));
        using var picked = await SubmitAsync(address, ("account", "ada.oak@oakhill.test"), ("email", ""));
        using var wrong = await SubmitAsync(address, ("email", "nobody"));
        using var refused = await SubmitAsync(address, ("refuse", "1"), ("email", _client.Email));
        Assert.Contains("code=", typed.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Contains("code=", picked.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("role=\"alert\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("access_denied", QueryHelpers.ParseQuery(refused.Headers.Location!.Query)["error"].ToString());
    }

    [Fact]
    public async Task An_answer_can_come_in_the_fragment_or_as_a_form()
    {
        using var fragment = await _client.AuthorizeAsync(new() { ["response_mode"] = "fragment" });
        using var form = await _client.AuthorizeAsync(new() { ["response_mode"] = "form_post" });
        var html = await form.Content.ReadAsStringAsync();

        Assert.StartsWith("#code=", fragment.Headers.Location!.Fragment, StringComparison.Ordinal);
        Assert.Equal("", fragment.Headers.Location.Query);
        Assert.Contains($"action=\"{MicrosoftClient.RedirectUri}\"", html, StringComparison.Ordinal);
        Assert.Contains("name=\"code\" value=\"1.", html, StringComparison.Ordinal);
    }

    private static async Task<Jwt> IdTokenAsync(MicrosoftClient client) => Jwt.Parse((await client.SignInAsync()).GetProperty("id_token").GetString()!);

    private async Task<JsonElement> RefusedAsync(string error, int code, Dictionary<string, string> form, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var body = await _client.TokensAsync(status, form);
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.Equal([code], body.GetProperty("error_codes").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Matches($@"\AAADSTS{code}: .+ Trace ID: [0-9a-f-]{{36}} Correlation ID: [0-9a-f-]{{36}} Timestamp: \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ\z", body.GetProperty("error_description").GetString()!);
        Assert.True(Guid.TryParse(body.GetProperty("trace_id").GetString(), out _) && Guid.TryParse(body.GetProperty("correlation_id").GetString(), out _));
        return body;
    }

    private Task<HttpResponseMessage> SubmitAsync(string address, params (string Name, string Value)[] fields) =>
        sandbox.Http.PostAsync(address, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
}
