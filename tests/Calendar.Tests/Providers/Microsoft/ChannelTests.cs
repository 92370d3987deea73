using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class ChannelTests(GraphHost host) : IClassFixture<GraphHost>
{
    private static readonly Duration Week = Duration.FromMinutes(10_080);

    private readonly Channel<JsonElement> _told = Channel.CreateUnbounded<JsonElement>();

    [Fact]
    public async Task A_channel_tells_of_changes_of_its_diary_until_it_is_closed()
    {
        await using var receiver = await ReceiveAsync();
        var user = await host.SignInAsync();
        var order = new ChannelOrder(Guid.CreateVersion7(), new Uri(receiver.Urls.First() + "/webhooks/microsoft"), "a secret of ours");
        var channel = (await host.Client.OpenChannelAsync(user.Token, user.Diary, order, CancellationToken.None)).Answer;
        var life = channel.ExpiresAt - Instant.FromDateTimeOffset(host.Clock.GetUtcNow());
        Assert.InRange(life, Duration.FromDays(6), Week - Duration.FromTicks(1));

        var kept = Assert.Single((await user.AccountAsync()).GetProperty("subscriptions").EnumerateArray());
        Assert.Equal(channel.SubscriptionId, kept.GetProperty("id").GetString());
        Assert.Equal($"/me/calendars/{user.Diary.DiaryId}/events", kept.GetProperty("resource").GetString());
        Assert.Equal(order.Address.AbsoluteUri, kept.GetProperty("lifecycle_notification_url").GetString());

        await user.PutAsync("Added", "2026-03-03T09:00:00", "2026-03-03T10:00:00");
        var told = await NextAsync();
        Assert.Equal(("a secret of ours", channel.SubscriptionId), (told.GetProperty("clientState").GetString(), told.GetProperty("subscriptionId").GetString()));

        Assert.Null(await host.Client.CloseChannelAsync(user.Token, order.ChannelId, channel, CancellationToken.None));
        Assert.Empty((await user.AccountAsync()).GetProperty("subscriptions").EnumerateArray());
        Assert.Null(await host.Client.CloseChannelAsync(user.Token, order.ChannelId, channel, CancellationToken.None));
        Assert.Equal(ProviderError.NotFound, (await host.Client.RenewChannelAsync(user.Token, channel, CancellationToken.None))?.Error?.Code);
    }

    [Fact]
    public async Task A_channel_is_renewed_in_place()
    {
        await using var receiver = await ReceiveAsync();
        var user = await host.SignInAsync();
        var order = new ChannelOrder(Guid.CreateVersion7(), new Uri(receiver.Urls.First() + "/webhooks/microsoft"), "a secret of ours");
        var channel = (await host.Client.OpenChannelAsync(user.Token, user.Diary, order, CancellationToken.None)).Answer;
        host.Clock.Advance(TimeSpan.FromMinutes(30));
        var renewed = await host.Client.RenewChannelAsync(user.Token, channel, CancellationToken.None);
        Assert.Equal(channel with { ExpiresAt = channel.ExpiresAt + Duration.FromMinutes(30) }, renewed?.Answer);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_the_handshake_opens_no_channel()
    {
        var user = await host.SignInAsync();
        var order = new ChannelOrder(Guid.CreateVersion7(), new Uri(host.Http.BaseAddress!, "/hooks/no-handshake"), "a secret of ours");
        Assert.Equal(ProviderError.Rejected, (await host.Client.OpenChannelAsync(user.Token, user.Diary, order, CancellationToken.None)).Error?.Code);
        Assert.Empty((await user.AccountAsync()).GetProperty("subscriptions").EnumerateArray());
    }

    private async Task<JsonElement> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return (await _told.Reader.ReadAsync(patience.Token)).GetProperty("value")[0];
    }

    /// <summary>Answers handshakes, and keeps what it is told.</summary>
    private async Task<WebApplication> ReceiveAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/webhooks/microsoft", async (HttpRequest request) =>
        {
            if (request.Query.TryGetValue("validationToken", out var token))
            {
                return Results.Text(token, "text/plain");
            }

            await _told.Writer.WriteAsync(await JsonSerializer.DeserializeAsync<JsonElement>(request.Body));
            return Results.Accepted();
        });
        await app.StartAsync();
        return app;
    }
}
