using System.Net;
using System.Net.Http.Json;

namespace PeteRental.Sandbox.Tests.Microsoft;

/// <summary>What ends with time, by the sandbox's clock; and what a reset forgets.</summary>
public sealed class MicrosoftClockTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private MicrosoftClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await sandbox.ResetAsync();
        _client = new MicrosoftClient(sandbox.Http);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_code_lives_ten_minutes()
    {
        var (late, inTime) = (await _client.CodeAsync(), await _client.CodeAsync());
        await ShiftAsync(590);
        await _client.TokensAsync(HttpStatusCode.OK, _client.CodeForm(inTime));
        await ShiftAsync(605);
        Assert.Equal("invalid_grant", (await _client.TokensAsync(HttpStatusCode.BadRequest, _client.CodeForm(late))).GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_access_token_lives_an_hour_and_a_refresh_token_ninety_days()
    {
        var refresh = (await _client.SignInAsync()).GetProperty("refresh_token").GetString()!;
        await ShiftAsync(3_500);
        await _client.GetAsync("me");
        await ShiftAsync(3_600);
        Assert.Equal("InvalidAuthenticationToken", await _client.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "me"));
        await ShiftAsync(89 * 86_400);
        await _client.TokensAsync(HttpStatusCode.OK, _client.RefreshForm(refresh));
        await ShiftAsync(91 * 86_400);
        var error = await _client.TokensAsync(HttpStatusCode.BadRequest, _client.RefreshForm(refresh));
        Assert.Equal(700082, error.GetProperty("error_codes")[0].GetInt32());
    }

    [Fact]
    public async Task A_reset_forgets_accounts_and_tokens()
    {
        var refresh = (await _client.SignInAsync()).GetProperty("refresh_token").GetString()!;
        await _client.CreateAsync(MicrosoftClient.Event("2026-03-15T12:00:00", "2026-03-15T13:00:00"));
        await sandbox.Http.PostAsync("/control/reset", null);

        Assert.Equal("InvalidAuthenticationToken", await _client.RefusalAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "me"));
        await _client.TokensAsync(HttpStatusCode.BadRequest, _client.RefreshForm(refresh));
        Assert.Empty((await _client.ControlAsync(HttpMethod.Get, "/events")).GetProperty("value").EnumerateArray());
    }

    private async Task ShiftAsync(long seconds) =>
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = seconds })).StatusCode);
}
