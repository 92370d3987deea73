using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PeteRental.ServiceDefaults.Http;

namespace PeteRental.ServiceDefaults.Tests;

/// <summary>A service client against a real server that fails as told, and counts.</summary>
public sealed class SafeRetryTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _arrived = new();
    private WebApplication _server = null!;
    private WebApplication _client = null!;

    private HttpClient Client => _client.Services.GetRequiredService<Probe>().Http;

    public async ValueTask InitializeAsync()
    {
        var serving = WebApplication.CreateBuilder();
        serving.Logging.ClearProviders();
        _server = serving.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapMethods("/{what}", ["GET", "POST"], AnswerAsync);
        await _server.StartAsync();

        var calling = WebApplication.CreateBuilder();
        calling.Logging.ClearProviders();
        calling.Configuration["services:target:http:0"] = _server.Urls.First();
        calling.Services.AddServiceDiscovery();
        calling.AddServiceClient<Probe>("target");
        _client = calling.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task A_read_that_fails_twice_succeeds_the_third_time()
    {
        var answer = await Client.GetStringAsync("/unavailable-twice");

        Assert.Equal("fine", answer);
        Assert.Equal(3, _arrived["GET /unavailable-twice"]);
    }

    [Theory]
    [InlineData("unavailable-twice")]
    [InlineData("reset")]
    [InlineData("hang")]
    public async Task A_write_is_never_sent_twice_whatever_went_wrong(string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{what}");

        var failure = await Record.ExceptionAsync(async () => (await Client.SendAsync(request)).EnsureSuccessStatusCode());

        Assert.IsType<HttpRequestException>(failure);
        Assert.Equal(1, _arrived[$"POST /{what}"]);
    }

    [Fact]
    public async Task A_write_that_the_receiver_recognises_is_tried_again()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/unavailable-twice").AsIdempotent();

        using var response = await Client.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(3, _arrived["POST /unavailable-twice"]);
    }

    [Fact]
    public async Task A_service_that_is_not_deployed_is_a_broken_dependency()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://nowhere/");

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.SendAsync(request));
    }

    private async Task AnswerAsync(HttpContext context, string what)
    {
        var turn = _arrived.AddOrUpdate($"{context.Request.Method} /{what}", 1, (_, count) => count + 1);
        switch (what)
        {
            case "unavailable-twice" when turn <= 2:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case "reset":
                context.Abort();
                break;
            case "hang":
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            default:
                await context.Response.WriteAsync("fine", context.RequestAborted);
                break;
        }
    }

    private sealed record Probe(HttpClient Http);
}
