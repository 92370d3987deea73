using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using PeteRental.Sandbox.Twilio;

namespace PeteRental.Sandbox.Tests.Twilio;

public sealed class TwilioTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Sid = "AC0123456789abcdef0123456789abcdef";
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const string Key = "SK0123456789abcdef0123456789abcdef";
    private const string KeySecret = "abcdefghijklmnopqrstuvwxyz012345";

    public ValueTask InitializeAsync() => new(sandbox.ResetAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(Sid, "active", "Full")]
    [InlineData("AC0123456789abcdef0123456789ab5555", "suspended", "Full")]
    [InlineData("AC0123456789abcdef0123456789ab7777", "active", "Trial")]
    public async Task An_account_tells_its_state(string sid, string status, string type)
    {
        var account = await GetAsync($"Accounts/{sid}.json", sid);

        Assert.Equal([sid, status, type, sid, Token], Texts(account, "sid", "status", "type", "owner_account_sid", "auth_token"));
        Assert.Matches(@"\A[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000\z", account.GetProperty("date_created").GetString());
    }

    [Theory]
    [InlineData(Sid, "00000000000000000000000000000000")]
    [InlineData(Sid, "0123456789abcdef0123456789abcde")]
    [InlineData(Sid, "0123456789abcdef0123456789abcdeg")]
    [InlineData(Sid, "")]
    [InlineData("AC123", Token)]
    [InlineData(Key, KeySecret)]
    [InlineData(Key, "short")]
    public async Task Credentials_that_are_not_good_are_refused_as_Twilio_does(string user, string password)
    {
        using var response = await SendAsync(HttpMethod.Get, $"Accounts/{Sid}.json", user, password);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"code":20003,"message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20003","status":401}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer x")]
    [InlineData("Basic not-base64!")]
    [InlineData("Basic bm9jb2xvbg==")]
    public async Task A_header_that_is_no_credential_is_refused(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/twilio/2010-04-01/Accounts/{Sid}.json");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("Accounts/ACffffffffffffffffffffffffffffffff.json")]
    [InlineData("Accounts/ACffffffffffffffffffffffffffffffff/Messages.json")]
    [InlineData("Accounts/" + Sid + "/Nothing.json")]
    [InlineData("Accounts/" + Sid + "/Messages/SM00000000000000000000000000000000.json")]
    public async Task What_is_not_ours_is_not_found(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(20404, error.GetProperty("code").GetInt32());
        Assert.Equal($"The requested resource /2010-04-01/{path} was not found", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_number_is_owned_with_its_capabilities_unless_it_ends_in_0404()
    {
        var owned = await GetAsync($"Accounts/{Sid}/IncomingPhoneNumbers.json?PhoneNumber=%2B15550100200");
        var number = Assert.Single(owned.GetProperty("incoming_phone_numbers").EnumerateArray());

        Assert.Equal("+15550100200", number.GetProperty("phone_number").GetString());
        Assert.True(number.GetProperty("capabilities").GetProperty("sms").GetBoolean());
        Assert.Equal(JsonValueKind.Null, owned.GetProperty("next_page_uri").ValueKind);
        foreach (var other in new[] { "?PhoneNumber=%2B15550100404", "?PhoneNumber=555", "" })
        {
            Assert.Empty((await GetAsync($"Accounts/{Sid}/IncomingPhoneNumbers.json{other}")).GetProperty("incoming_phone_numbers").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_message_is_taken_delivered_and_shown_to_the_test()
    {
        var sent = await TextAsync(("To", "+15550100300"), ("From", "+15550100200"), ("Body", "Your viewing is on Friday."));

        Assert.Matches(@"\ASM[0-9a-f]{32}\z", sent.GetProperty("sid").GetString());
        Assert.Equal(["queued", "1", "0", "outbound-api", "USD"], Texts(sent, "status", "num_segments", "num_media", "direction", "price_unit"));
        Assert.Equal(
            [JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null],
            new[] { "error_code", "price", "date_sent" }.Select(name => sent.GetProperty(name).ValueKind));

        var shown = await DeliveredAsync(sent, "delivered");
        Assert.Equal(["+15550100300", "+15550100200", "Your viewing is on Friday."], Texts(shown, "to", "from", "body"));
        Assert.Equal("delivered", (await GetAsync($"Accounts/{Sid}/Messages/{sent.GetProperty("sid").GetString()}.json")).GetProperty("status").GetString());
        Assert.Equal(0, (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/sms?to=%2B15550100999")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_messaging_service_accepts_without_a_sender()
    {
        var sent = await TextAsync(("To", "+15550100300"), ("MessagingServiceSid", "MG0123456789abcdef0123456789abcdef"), ("Body", "Hello"));

        Assert.Equal("accepted", sent.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, sent.GetProperty("from").ValueKind);
    }

    [Theory]
    [InlineData("To=&From=%2B15550100200&Body=x", 21604)]
    [InlineData("To=%2B15550100300&Body=x", 21603)]
    [InlineData("To=%2B15550100300&From=%2B15550100200", 21602)]
    [InlineData("To=5550100300&From=%2B15550100200&Body=x", 21211)]
    [InlineData("To=%2B15550100000&From=%2B15550100200&Body=x", 21211)]
    [InlineData("To=%2B15550100001&From=%2B15550100200&Body=x", 21610)]
    [InlineData("To=%2B15550100300&From=office&Body=x", 21212)]
    [InlineData("To=%2B15550100300&From=%2B15550100404&Body=x", 21606)]
    [InlineData("To=%2B15550100300&MessagingServiceSid=MG1&Body=x", 21701)]
    [InlineData("To=%2B15550100300&From=%2B15550100200&Body=x&StatusCallback=%2Frelative", 21609)]
    public async Task A_message_that_cannot_be_sent_says_why_and_is_not_kept(string form, int code)
    {
        using var response = await SendAsync(HttpMethod.Post, $"Accounts/{Sid}/Messages.json", content: new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Equal($"https://www.twilio.com/docs/errors/{code}", error.GetProperty("more_info").GetString());
        Assert.Equal(0, (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/sms")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_body_has_1600_characters_at_most_and_json_is_no_form()
    {
        using var long_ = await SendAsync(HttpMethod.Post, $"Accounts/{Sid}/Messages.json", content: Form(("To", "+15550100300"), ("From", "+15550100200"), ("Body", new string('x', 1_601))));
        using var json = await SendAsync(HttpMethod.Post, $"Accounts/{Sid}/Messages.json", content: JsonContent.Create(new { To = "+15550100300" }));

        Assert.Equal(21617, (await long_.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
        Assert.Equal(21604, (await json.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_suspended_account_cannot_send()
    {
        using var response = await SendAsync(
            HttpMethod.Post, "Accounts/AC0123456789abcdef0123456789ab5555/Messages.json", "AC0123456789abcdef0123456789ab5555",
            content: Form(("To", "+15550100300"), ("From", "+15550100200"), ("Body", "x")));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(20005, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Messages_are_listed_latest_first_in_pages_with_an_api_key_too()
    {
        foreach (var body in new[] { "one", "two", "three" })
        {
            await TextAsync(("To", "+15550100300"), ("From", "+15550100200"), ("Body", body));
        }

        using var response = await SendAsync(HttpMethod.Get, $"Accounts/{Sid}/Messages.json?PageSize=2", Key, KeySecret);
        var first = await response.Content.ReadFromJsonAsync<JsonElement>();
        var second = await GetAsync(first.GetProperty("next_page_uri").GetString()!["/2010-04-01/".Length..]);

        Assert.Equal(["three", "two"], Bodies(first));
        Assert.Equal(["one"], Bodies(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_page_uri").ValueKind);
        Assert.Empty(Bodies(await GetAsync($"Accounts/{Sid}/Messages.json?To=%2B15550100999")));
    }

    [Theory]
    [InlineData("+15550100300", "queued sent delivered", null)]
    [InlineData("+15550100003", "queued sent undelivered", "30003")]
    public async Task Each_status_is_told_to_the_callback_and_signed(string to, string statuses, string? error)
    {
        var callback = $"{sandbox.Http.BaseAddress}hooks/sms?message=m1";
        var sent = await TextAsync(("To", to), ("From", "+15550100200"), ("Body", "x"), ("StatusCallback", callback));

        await DeliveredAsync(sent, statuses.Split(' ')[^1]);
        var heard = await Eventually(async () => await sandbox.RequestsAsync("hooks/sms"), requests => requests.Count == 3);

        var forms = heard.Select(request => QueryHelpers.ParseQuery(request.GetProperty("body").GetString())).ToList();
        Assert.Equal(statuses.Split(' '), forms.Select(form => form["MessageStatus"].ToString()));
        Assert.All(forms, form => Assert.Equal(sent.GetProperty("sid").GetString(), form["MessageSid"]));
        Assert.Equal(error, forms[2].TryGetValue("ErrorCode", out var code) ? code.ToString() : null);
        foreach (var (request, form) in heard.Zip(forms))
        {
            var signature = request.GetProperty("headers").GetProperty("x-twilio-signature").GetString();
            Assert.Equal(TwilioSignature.Of(callback, form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())), Token), signature);
        }
    }

    [Fact]
    public async Task A_callback_that_nobody_hears_holds_nothing_up()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/sms", drop = true });
        var sent = await TextAsync(("To", "+15550100300"), ("From", "+15550100200"), ("Body", "x"), ("StatusCallback", $"{sandbox.Http.BaseAddress}hooks/sms"));

        await DeliveredAsync(sent, "delivered");
    }

    [Fact]
    public async Task Reset_forgets_messages()
    {
        await TextAsync(("To", "+15550100300"), ("From", "+15550100200"), ("Body", "x"));

        await sandbox.Http.PostAsync("/control/reset", null);

        Assert.Equal(0, (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/sms")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Credentials_stay_out_of_the_record()
    {
        await GetAsync($"Accounts/{Sid}.json");

        var all = string.Concat((await sandbox.RequestsAsync("twilio")).Select(request => request.GetRawText()));

        Assert.Contains(Sid, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sid}:{Token}")), all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_plays_in_front_of_it()
    {
        await sandbox.SetFaultAsync(new { target = "twilio", status = 503, times = 1 });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(HttpMethod.Get, $"Accounts/{Sid}.json")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, $"Accounts/{Sid}.json")).StatusCode);
    }

    private Task<JsonElement> DeliveredAsync(JsonElement sent, string status) => Eventually(
        async () => Assert.Single(
            (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/sms")).GetProperty("sms").EnumerateArray(),
            sms => sms.GetProperty("sid").GetString() == sent.GetProperty("sid").GetString()),
        sms => sms.GetProperty("status").GetString() == status);

    /// <summary>Asks until the fact is there; each question is a request, so this does not spin.</summary>
    private static async Task<T> Eventually<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var answer = await ask();
            if (isSo(answer))
            {
                return answer;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task<JsonElement> TextAsync(params (string Name, string Value)[] fields)
    {
        using var response = await SendAsync(HttpMethod.Post, $"Accounts/{Sid}/Messages.json", content: Form(fields));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> GetAsync(string path, string user = Sid)
    {
        using var response = await SendAsync(HttpMethod.Get, path, user);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string user = Sid, string password = Token, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, "/twilio/2010-04-01/" + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return sandbox.Http.SendAsync(request);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static IEnumerable<string?> Texts(JsonElement item, params string[] names) => names.Select(name => item.GetProperty(name).GetString());

    private static IEnumerable<string?> Bodies(JsonElement page) => page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("body").GetString());
}
