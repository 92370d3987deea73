using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Web;

namespace PeteRental.Sandbox.Tests.Google;

public sealed class GoogleIdentityTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string EventsScope = "https://www.googleapis.com/auth/calendar.events";
    private const string Verifier = "verifier-of-forty-three-characters-or-more-0123";

    private GoogleClient Google { get; } = new(sandbox.Http);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The tests of this class come one after the other; each finds the clock right and no faults.</summary>
    public async ValueTask DisposeAsync() => await sandbox.Http.PostAsync("/control/reset", null);

    [Fact]
    public async Task Consent_comes_back_with_a_code_the_state_and_what_was_granted()
    {
        var (status, to) = await Google.AuthorizeAsync("email " + EventsScope);

        Assert.Equal(HttpStatusCode.Found, status);
        Assert.StartsWith(GoogleClient.Callback + "?", to!.AbsoluteUri, StringComparison.Ordinal);
        var answer = HttpUtility.ParseQueryString(to.Query);
        Assert.Contains('/', answer["code"]!);
        Assert.Equal("s/1", answer["state"]);
        Assert.Equal("https://www.googleapis.com/auth/userinfo.email " + EventsScope, answer["scope"]);
    }

    [Fact]
    public async Task A_code_gives_tokens_once_and_within_ten_minutes()
    {
        var code = await Google.CodeAsync(more: "&access_type=offline");
        var tokens = await Google.RedeemAsync(code);

        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        Assert.Equal(3599, tokens.GetProperty("expires_in").GetInt32());
        Assert.StartsWith("1//", tokens.GetProperty("refresh_token").GetString(), StringComparison.Ordinal);
        Assert.Equal(GoogleClient.Scopes.Replace(" email ", " https://www.googleapis.com/auth/userinfo.email ", StringComparison.Ordinal), tokens.GetProperty("scope").GetString());
        await RefusedAsync(HttpStatusCode.BadRequest, "invalid_grant", GoogleClient.CodeForm(code));

        var late = await Google.CodeAsync();
        await sandbox.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = 601 });
        await RefusedAsync(HttpStatusCode.BadRequest, "invalid_grant", GoogleClient.CodeForm(late));
    }

    [Fact]
    public async Task The_challenge_needs_its_verifier()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "invalid_grant", GoogleClient.CodeForm(await Google.CodeAsync(verifier: Verifier)));
        await RefusedAsync(HttpStatusCode.BadRequest, "invalid_grant", GoogleClient.CodeForm(await Google.CodeAsync(verifier: Verifier), Verifier + "x"));
        await RefusedAsync(HttpStatusCode.BadRequest, "invalid_grant", GoogleClient.CodeForm(await Google.CodeAsync(), Verifier));
        await Google.RedeemAsync(await Google.CodeAsync(verifier: Verifier), Verifier);
    }

    [Theory]
    [InlineData("client_secret", "wrong", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_secret", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("client_id", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("client_id", "another", HttpStatusCode.BadRequest, "invalid_grant")]
    [InlineData("redirect_uri", "http://localhost:8080/elsewhere", HttpStatusCode.BadRequest, "invalid_grant")]
    [InlineData("redirect_uri", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("code", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("code", "4%2F0A", HttpStatusCode.BadRequest, "invalid_grant")]
    [InlineData("grant_type", "password", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("grant_type", "", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task A_wrong_exchange_is_refused(string field, string value, HttpStatusCode status, string error)
    {
        var form = GoogleClient.CodeForm(await Google.CodeAsync());
        form[field] = value;

        await RefusedAsync(status, error, form);
    }

    [Fact]
    public async Task The_client_may_name_itself_in_a_header()
    {
        var form = GoogleClient.CodeForm(await Google.CodeAsync());
        form.Remove("client_id");
        form.Remove("client_secret");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/google/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{GoogleClient.ClientId}:{GoogleClient.Secret}")));

        using var response = await sandbox.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_refresh_token_comes_with_the_first_offline_consent_and_with_every_renewed_one()
    {
        Assert.True(HasRefreshToken(await Google.RedeemAsync(await Google.CodeAsync(more: "&access_type=offline"))));
        Assert.False(HasRefreshToken(await Google.RedeemAsync(await Google.CodeAsync(more: "&access_type=offline"))));
        Assert.True(HasRefreshToken(await Google.RedeemAsync(await Google.CodeAsync(more: "&access_type=offline&sandbox_consent=1"))));
        Assert.False(HasRefreshToken(await Google.RedeemAsync(await Google.CodeAsync(more: "&sandbox_consent=1"))));
        Assert.True(HasRefreshToken(await Google.RedeemAsync(await Google.CodeAsync(more: "&access_type=offline", clientId: "another"), clientId: "another")));

        var online = new GoogleClient(sandbox.Http);
        Assert.False(HasRefreshToken(await online.RedeemAsync(await online.CodeAsync())));
    }

    [Fact]
    public async Task A_refresh_gives_an_access_token_and_nothing_to_refresh_with()
    {
        var refreshToken = (await Google.ConnectAsync()).GetProperty("refresh_token").GetString()!;

        var (status, tokens) = await Google.RefreshAsync(refreshToken);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(HasRefreshToken(tokens));
        Assert.Equal(HttpStatusCode.OK, (await Google.RefreshAsync(refreshToken)).Status);
        var (forOther, refused) = await Google.RefreshAsync(refreshToken, "another");
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized_client"), (forOther, refused.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task An_access_token_lives_for_an_hour()
    {
        await Google.ConnectAsync();
        await Google.GetAsync("users/me/calendarList");

        await sandbox.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = 3_600 });
        Assert.Equal("authError", await Google.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "users/me/calendarList"));
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    public async Task Revoking_either_token_ends_the_whole_grant(string which)
    {
        var tokens = await Google.ConnectAsync();

        Assert.Equal(HttpStatusCode.OK, (await RevokeAsync(tokens.GetProperty(which).GetString()!)).StatusCode);

        await DeadAsync(tokens);
        var again = await RevokeAsync(tokens.GetProperty(which).GetString()!);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Equal("invalid_token", (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString());
        Assert.True(HasRefreshToken(await Google.ConnectAsync()));
    }

    [Fact]
    public async Task The_owner_takes_the_grant_back()
    {
        var tokens = await Google.ConnectAsync();
        var granted = Assert.Single((await Google.ControlAsync(HttpMethod.Get)).GetProperty("grants").EnumerateArray());
        Assert.Equal(GoogleClient.ClientId, granted.GetProperty("client_id").GetString());
        Assert.Equal(1, granted.GetProperty("refresh_tokens").GetInt32());

        await Google.ControlAsync(HttpMethod.Post, "/revoke");

        await DeadAsync(tokens);
        Assert.Empty((await Google.ControlAsync(HttpMethod.Get)).GetProperty("grants").EnumerateArray());
    }

    [Fact]
    public async Task A_hundred_refresh_tokens_live_and_the_oldest_goes()
    {
        var all = new List<string>();
        for (var count = 0; count < 101; count++)
        {
            var tokens = await Google.RedeemAsync(await Google.CodeAsync(more: "&access_type=offline&sandbox_consent=1"));
            all.Add(tokens.GetProperty("refresh_token").GetString()!);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await Google.RefreshAsync(all[0])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Google.RefreshAsync(all[1])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Google.RefreshAsync(all[^1])).Status);
    }

    [Fact]
    public async Task Scopes_that_were_unticked_are_missing_and_what_needs_them_is_refused()
    {
        var tokens = await Google.ConnectAsync(more: "&sandbox_untick=calendar.freebusy");

        Assert.DoesNotContain("calendar.freebusy", tokens.GetProperty("scope").GetString(), StringComparison.Ordinal);
        await Google.GetAsync("users/me/calendarList");
        Assert.Equal("insufficientPermissions", await Google.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "freeBusy", "{}"));

        await Google.ConnectAsync("openid email");
        Assert.Equal("insufficientPermissions", await Google.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "users/me/calendarList"));
        Assert.Equal("insufficientPermissions", await Google.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "calendars/primary/events", "{}"));
        var union = await Google.ConnectAsync("openid", "&include_granted_scopes=true");
        Assert.Contains(EventsScope, union.GetProperty("scope").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_scopes_do_not_write()
    {
        await Google.ConnectAsync("https://www.googleapis.com/auth/calendar.events.readonly");

        await Google.GetAsync("calendars/primary/events");
        Assert.Equal("insufficientPermissions", await Google.RefusalAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "calendars/primary/events", "{}"));
    }

    [Fact]
    public async Task An_id_token_says_who_signed_in_and_is_signed_with_the_published_key()
    {
        var tokens = await Google.RedeemAsync(await Google.CodeAsync(more: "&nonce=n-1"));
        var jwt = Jwt.Parse(tokens.GetProperty("id_token").GetString()!);

        Assert.True(jwt.IsSignedBy(await sandbox.Http.GetFromJsonAsync<JsonElement>("/google/oauth2/v3/certs")));
        Assert.Equal("https://accounts.google.com", jwt.Claim("iss"));
        Assert.Equal(GoogleClient.ClientId, jwt.Claim("aud"));
        Assert.Equal(Google.Email, jwt.Claim("email"));
        Assert.True(jwt.Claims.GetProperty("email_verified").GetBoolean());
        Assert.Equal("n-1", jwt.Claim("nonce"));
        Assert.Equal((await Google.ControlAsync(HttpMethod.Get)).GetProperty("sub").GetString(), jwt.Claim("sub"));
        var certificates = await sandbox.Http.GetFromJsonAsync<Dictionary<string, string>>("/google/oauth2/v1/certs");
        using var certificate = X509Certificate2.CreateFromPem(certificates![jwt.Header.GetProperty("kid").GetString()!]);
        Assert.NotNull(certificate.GetRSAPublicKey());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/google/oauth2/v3/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        var person = await (await sandbox.Http.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Google.Email, person.GetProperty("email").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.Http.GetAsync("/google/oauth2/v3/userinfo")).StatusCode);
    }

    [Fact]
    public async Task A_silent_prompt_that_is_added_to_an_applications_address_keeps_the_consent_it_asked_for()
    {
        await Google.ConnectAsync();
        var (status, to) = await Google.AuthorizeAsync(more: "&access_type=offline", prompt: "&prompt=select_account%20consent&prompt=none");

        Assert.Equal(HttpStatusCode.Found, status);
        var tokens = await Google.RedeemAsync(HttpUtility.ParseQueryString(to!.Query)["code"]!);
        Assert.True(tokens.TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task The_page_offers_accounts_and_scopes_and_takes_the_decision()
    {
        var query = new Dictionary<string, string>
        {
            ["client_id"] = "c<1>",
            ["redirect_uri"] = GoogleClient.Callback,
            ["response_type"] = "code",
            ["scope"] = "openid email " + EventsScope + " https://www.googleapis.com/auth/calendar.freebusy",
            ["state"] = "\"><script>",
            ["access_type"] = "offline",
            ["prompt"] = "consent",
        };
        var html = await sandbox.Http.GetStringAsync("/google/o/oauth2/v2/auth?" + await new FormUrlEncodedContent(query).ReadAsStringAsync());
        Assert.Contains($"value=\"{EventsScope}\" checked", html, StringComparison.Ordinal);
        Assert.Contains("@gmail.test", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);

        var denied = await DecideAsync(query, ("sandbox_decision", "deny"));
        Assert.Equal("access_denied", HttpUtility.ParseQueryString(denied.Headers.Location!.Query)["error"]);
        var unreadable = await DecideAsync(query, ("sandbox_decision", "allow"), ("sandbox_email", ""), ("sandbox_other", "ada"));
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        Assert.Contains("Enter an e-mail address.", await unreadable.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var allowed = await DecideAsync(
            query, ("sandbox_decision", "allow"), ("sandbox_email", ""), ("sandbox_other", "Ada@Oakhill.test"), ("sandbox_tick", EventsScope));
        var answer = HttpUtility.ParseQueryString(allowed.Headers.Location!.Query);
        Assert.Equal("\"><script>", answer["state"]);
        Assert.Equal("openid https://www.googleapis.com/auth/userinfo.email " + EventsScope, answer["scope"]);
        var tokens = await Google.RedeemAsync(answer["code"]!, clientId: "c<1>");
        Assert.Equal("ada@oakhill.test", Jwt.Parse(tokens.GetProperty("id_token").GetString()!).Claim("email"));
    }

    [Theory]
    [InlineData("client_id", "")]
    [InlineData("redirect_uri", "ftp://localhost/x")]
    [InlineData("redirect_uri", "/callback")]
    [InlineData("response_type", "token")]
    [InlineData("scope", "")]
    [InlineData("scope", "openid https://www.googleapis.com/auth/everything")]
    [InlineData("prompt", "none consent")]
    [InlineData("access_type", "sometimes")]
    [InlineData("code_challenge_method", "S512")]
    public async Task What_google_does_not_understand_it_says_on_a_page(string name, string value)
    {
        var query = new Dictionary<string, string>
        {
            ["client_id"] = "c",
            ["redirect_uri"] = GoogleClient.Callback,
            ["response_type"] = "code",
            ["scope"] = "openid",
            ["prompt"] = "none",
            ["login_hint"] = Google.Email,
            [name] = value,
        };
        using var response = await sandbox.Http.GetAsync("/google/o/oauth2/v2/auth?" + await new FormUrlEncodedContent(query).ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_fault_for_one_account_leaves_the_others_alone()
    {
        var other = new GoogleClient(sandbox.Http);
        var refreshToken = (await Google.ConnectAsync()).GetProperty("refresh_token").GetString()!;
        var code = await Google.CodeAsync();
        var otherToken = (await other.ConnectAsync()).GetProperty("refresh_token").GetString()!;
        await sandbox.SetFaultAsync(new { target = "google", account = Google.Email.ToUpperInvariant(), status = 503, body = new { error = "backendError" } });

        await other.GetAsync("users/me/calendarList");
        Assert.Equal(HttpStatusCode.OK, (await other.RefreshAsync(otherToken)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Google.RefreshAsync(refreshToken)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Google.TokenAsync(GoogleClient.CodeForm(code))).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Google.SendAsync(HttpMethod.Get, "users/me/calendarList")).StatusCode);
        await sandbox.Http.DeleteAsync("/control/faults");
        await Google.RedeemAsync(code);
    }

    [Fact]
    public async Task A_reset_forgets_grants_and_diaries()
    {
        var tokens = await Google.ConnectAsync();
        await Google.InsertAsync(GoogleClient.Event("2026-07-01T15:00:00Z", "2026-07-01T15:30:00Z"));

        await sandbox.Http.PostAsync("/control/reset", null);

        await DeadAsync(tokens);
        await Google.ConnectAsync();
        Assert.Empty((await Google.ListAsync("")).Items);
    }

    private static bool HasRefreshToken(JsonElement tokens) => tokens.TryGetProperty("refresh_token", out _);

    private Task<HttpResponseMessage> RevokeAsync(string token) =>
        sandbox.Http.PostAsync("/google/revoke", new FormUrlEncodedContent([new("token", token)]));

    private async Task DeadAsync(JsonElement tokens)
    {
        Assert.Equal("authError", await Google.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "users/me/calendarList"));
        var (status, body) = await Google.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("""{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", body.GetRawText());
    }

    private async Task RefusedAsync(HttpStatusCode expected, string error, Dictionary<string, string> form)
    {
        var (status, body) = await Google.TokenAsync(form);
        Assert.Equal((expected, error), (status, body.GetProperty("error").GetString()));
        Assert.Equal(JsonValueKind.String, body.GetProperty("error_description").ValueKind);
    }

    private Task<HttpResponseMessage> DecideAsync(Dictionary<string, string> query, params (string Name, string Value)[] decision) =>
        sandbox.Http.PostAsync("/google/o/oauth2/v2/auth", new FormUrlEncodedContent(
            query.Concat(decision.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))));
}
