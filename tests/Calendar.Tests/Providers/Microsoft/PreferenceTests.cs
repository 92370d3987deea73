using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class PreferenceTests(GraphHost host) : IClassFixture<GraphHost>
{
    [Fact]
    public async Task Every_request_wants_ids_that_stay_times_in_utc_and_text_that_is_text()
    {
        var user = await host.SignInAsync();
        var window = GraphUser.Days(new LocalDate(2026, 3, 1), 31);
        var draft = GraphUser.Viewing();
        var written = (await user.CreateAsync(draft)).Answer;
        await user.UpdateAsync(written.EventId, draft with { Subject = "Other" });
        await user.ListAsync(window);
        var whole = await user.ChangesAsync(window, syncToken: null);
        await user.ChangesAsync(window, whole.SyncToken);
        await user.CancelAsync(written.EventId);
        var order = new ChannelOrder(Guid.CreateVersion7(), new Uri(host.Http.BaseAddress!, "/hooks/no-handshake"), "a secret of ours");
        await host.Client.OpenChannelAsync(user.Token, user.Diary, order, CancellationToken.None);

        var requests = await host.RequestsAsync();
        Assert.Equal(11, requests.Count);
        Assert.All(requests, request =>
        {
            var prefer = request.GetProperty("headers").GetProperty("prefer").GetString()!;
            Assert.Contains("IdType=\"ImmutableId\"", prefer, StringComparison.Ordinal);
            Assert.Contains("outlook.timezone=\"UTC\"", prefer, StringComparison.Ordinal);
            Assert.Contains("outlook.body-content-type=\"text\"", prefer, StringComparison.Ordinal);
        });
    }
}
