using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiCallTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private readonly VapiClient _vapi = new(sandbox.Http);

    [Fact]
    public async Task A_call_is_queued_found_named_and_deleted()
    {
        var (assistant, number) = await OfficeAsync();

        var call = await _vapi.CreateAsync("call", new { assistantId = assistant, phoneNumberId = number, customer = new { number = "+15550100300" } });

        Assert.Equal("outboundPhoneCall", call.GetProperty("type").GetString());
        Assert.Equal("queued", call.GetProperty("status").GetString());
        var path = "call/" + Id(call);
        Assert.True(JsonElement.DeepEquals(call, await _vapi.GetAsync(path)));
        Assert.Single((await _vapi.GetAsync($"call?assistantId={assistant}&limit=5")).EnumerateArray());
        Assert.Empty((await _vapi.GetAsync($"call?assistantId={number}")).EnumerateArray());
        Assert.Equal("Viewing", (await _vapi.PatchAsync(path, new { name = "Viewing" })).GetProperty("name").GetString());
        Assert.Equal(["property status should not exist"], await _vapi.RefusalsAsync(HttpMethod.Patch, path, new { status = "ended" }));
        await _vapi.DeleteAsync(path);
        await _vapi.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
    }

    [Fact]
    public async Task Several_customers_are_a_call_each()
    {
        var (assistant, number) = await OfficeAsync();

        var batch = await _vapi.CreateAsync("call", new
        {
            assistantId = assistant,
            phoneNumberId = number,
            schedulePlan = new { earliestAt = "2030-01-01T00:00:00Z" },
            customers = new[] { new { number = "+15550100301" }, new { number = "+15550100302" } },
        });

        var calls = batch.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["+15550100301", "+15550100302"], calls.Select(call => call.GetProperty("customer").GetProperty("number").GetString()));
        Assert.All(calls, call => Assert.Equal("scheduled", call.GetProperty("status").GetString()));
        Assert.Equal(0, batch.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task A_call_needs_someone_who_speaks_a_number_and_a_customer()
    {
        var (assistant, number) = await OfficeAsync();
        var unknown = Guid.NewGuid();
        var customer = new { number = "+15550100303" };

        Assert.StartsWith("Need Either `assistantId`", await RefusalAsync(new { phoneNumberId = number, customer }), StringComparison.Ordinal);
        Assert.StartsWith("Couldn't Get Assistant.", await RefusalAsync(new { assistantId = unknown, phoneNumberId = number, customer }), StringComparison.Ordinal);
        Assert.StartsWith("Need `phoneNumberId`", await RefusalAsync(new { assistantId = assistant, customer }), StringComparison.Ordinal);
        Assert.StartsWith("Couldn't Get Phone Number.", await RefusalAsync(new { assistantId = assistant, phoneNumberId = unknown, customer }), StringComparison.Ordinal);
        Assert.StartsWith("Need Either `customer`", await RefusalAsync(new { assistantId = assistant, phoneNumberId = number }), StringComparison.Ordinal);
        Assert.StartsWith("customer.number must be", await RefusalAsync(new { assistantId = assistant, phoneNumberId = number, customer = new { number = "555-0100" } }), StringComparison.Ordinal);
        Assert.Equal("property metadata should not exist", await RefusalAsync(new { assistantId = assistant, phoneNumberId = number, customer, metadata = new { } }));
    }

    private async Task<(string? Assistant, string? Number)> OfficeAsync()
    {
        var assistant = await _vapi.CreateAsync("assistant", new { name = "Outbound" });
        var number = await _vapi.CreateAsync("phone-number", new
        {
            provider = "twilio",
            number = "+15550100300",
            twilioAccountSid = "AC0123456789abcdef0123456789abcdef",
            twilioAuthToken = "0123456789abcdef0123456789abcdef",
        });
        return (Id(assistant), Id(number));
    }

    private async Task<string> RefusalAsync(object body) => Assert.Single(await _vapi.RefusalsAsync(HttpMethod.Post, "call", body));

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();
}
