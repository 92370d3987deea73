using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiPhoneNumberTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private const string Sid = "AC0123456789abcdef0123456789abcdef";
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly VapiClient _vapi = new(sandbox.Http);

    [Fact]
    public async Task A_number_is_imported_read_and_deleted()
    {
        var made = await ImportAsync("+15550100200");

        Assert.Equal("active", made.GetProperty("status").GetString());
        Assert.Equal("+15550100200", made.GetProperty("number").GetString());
        Assert.Equal(Token, made.GetProperty("twilioAuthToken").GetString());
        var path = "phone-number/" + Id(made);
        Assert.True(JsonElement.DeepEquals(made, await _vapi.GetAsync(path)));
        Assert.Single((await _vapi.GetAsync("phone-number")).EnumerateArray());
        Assert.True(JsonElement.DeepEquals(made, await _vapi.DeleteAsync(path)));
        await _vapi.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
    }

    [Fact]
    public async Task A_number_is_given_to_an_assistant_and_taken_away()
    {
        var path = "phone-number/" + Id(await ImportAsync("+15550100201"));

        var attached = await _vapi.PatchAsync(path, new { provider = "twilio", assistantId = "a1", name = "Office" });
        var detached = await _vapi.PatchAsync(path, new { assistantId = (string?)null });

        Assert.Equal("a1", attached.GetProperty("assistantId").GetString());
        Assert.False(detached.TryGetProperty("assistantId", out _));
        Assert.Equal("Office", detached.GetProperty("name").GetString());
        Assert.Equal("+15550100201", detached.GetProperty("number").GetString());
    }

    [Fact]
    public async Task A_number_can_be_imported_once_for_each_account()
    {
        await ImportAsync("+15550100202");

        var refusal = Assert.Single(await _vapi.RefusalsAsync(HttpMethod.Post, "phone-number", Twilio("+15550100202")));

        Assert.StartsWith("Existing Phone Number Has Identical `number` +15550100202", refusal, StringComparison.Ordinal);
        await new VapiClient(sandbox.Http).CreateAsync("phone-number", Twilio("+15550100202"));
    }

    [Fact]
    public async Task Of_many_imports_at_once_one_succeeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _vapi.SendAsync(HttpMethod.Post, "phone-number", Twilio("+15550100203"))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Twilio_has_to_know_the_credentials_and_the_number()
    {
        Assert.Equal(["Twilio Error: Authenticate"], await _vapi.RefusalsAsync(HttpMethod.Post, "phone-number", Twilio("+15550100204", token: new string('0', 32))));
        Assert.Equal(["Number +15550100404 Not Found on Twilio."], await _vapi.RefusalsAsync(HttpMethod.Post, "phone-number", Twilio("+15550100404")));
    }

    [Fact]
    public async Task An_api_key_imports_too() => await _vapi.CreateAsync("phone-number", new
    {
        provider = "twilio",
        number = "+15550100205",
        twilioAccountSid = Sid,
        twilioApiKey = "SK0123456789abcdef0123456789abcdef",
        twilioApiSecret = "abcdefghijklmnopqrstuvwxyz012345",
        server = new { url = "https://a.test", timeoutSeconds = 10 },
        fallbackDestination = new { type = "number", number = "+15550100999" },
    });

    [Theory]
    [InlineData("""{"number":"+15550100200"}""", "provider must be one of the following values: twilio")]
    [InlineData("""{"provider":"vonage"}""", "provider must be one of the following values: twilio")]
    [InlineData("""{"provider":"twilio","number":"+15550100200"}""", "twilioAccountSid should not be null or undefined")]
    [InlineData("""{"provider":"twilio","number":"5550100200","twilioAccountSid":"AC"}""", "number must be a valid phone number in the E.164 format.")]
    [InlineData("""{"provider":"twilio","number":"+15550100200","twilioAccountSid":"AC","twilioPhoneNumber":"x"}""", "property twilioPhoneNumber should not exist")]
    [InlineData("""{"provider":"twilio","number":"+15550100200","twilioAccountSid":"AC","fallbackDestination":{"type":"fax"}}""", "fallbackDestination.type must be one of the following values: ")]
    [InlineData("""{"provider":"twilio","number":"+15550100200","twilioAccountSid":"AC","name":"12345678901234567890123456789012345678901"}""", "name must be shorter than or equal to 40 characters")]
    public async Task A_wrong_import_is_refused(string body, string refusal) =>
        Assert.StartsWith(refusal, Assert.Single(await _vapi.RefusalsAsync(HttpMethod.Post, "phone-number", body)), StringComparison.Ordinal);

    private Task<JsonElement> ImportAsync(string number) => _vapi.CreateAsync("phone-number", Twilio(number));

    private static object Twilio(string number, string token = Token) => new { provider = "twilio", number, twilioAccountSid = Sid, twilioAuthToken = token };

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();
}
