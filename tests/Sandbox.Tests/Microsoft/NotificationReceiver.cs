using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PeteRental.Sandbox.Tests.Microsoft;

/// <summary>An application's receiver of change notifications, on a port of its own.</summary>
public sealed class NotificationReceiver : IAsyncLifetime
{
    private readonly Channel<JsonElement> _received = Channel.CreateUnbounded<JsonElement>();
    private readonly WebApplication _app;
    private int _refusals;

    public NotificationReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/notifications", (Delegate)ReceiveAsync);
        _app.MapPost("/wrong-text", () => Results.Text("something else"));
        _app.MapPost("/wrong-type", (string validationToken) => Results.Json(validationToken));
    }

    public string Url(string path = "notifications") => $"{_app.Urls.First()}/{path}";

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The next so many notifications are answered with 503.</summary>
    public void Refuse(int times) => Interlocked.Exchange(ref _refusals, times);

    /// <summary>The next notification of a subscription that was taken.</summary>
    public async Task<JsonElement> NextAsync(string subscriptionId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var notification in _received.Reader.ReadAllAsync(limit.Token))
        {
            if (notification.GetProperty("subscriptionId").GetString() == subscriptionId)
            {
                return notification;
            }
        }

        throw new InvalidOperationException("The channel is never completed.");
    }

    private async Task<IResult> ReceiveAsync(HttpContext context)
    {
        if (context.Request.Query.TryGetValue("validationToken", out var token))
        {
            return Results.Text(token.ToString());
        }

        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        foreach (var notification in document.RootElement.GetProperty("value").EnumerateArray())
        {
            _received.Writer.TryWrite(notification.Clone());
        }

        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
