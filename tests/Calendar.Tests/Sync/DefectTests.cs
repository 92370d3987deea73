using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>What went wrong in the system that this one replaces, by the numbers of its list of defects.</summary>
public sealed class DefectTests(CalendarHost host)
{
    private static readonly DateTimeOffset Tuesday = new(2027, 3, 2, 0, 0, 0, TimeSpan.FromHours(-5));

    public static TheoryData<string> Providers => ["microsoft", "google"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Defect_1_one_time_is_not_booked_twice_however_it_is_asked_for(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);

        var first = await workspace.BookAsync(Tuesday.AddHours(15));
        var second = await workspace.BookAsync(Tuesday.AddHours(15));
        var half = await workspace.BookAsync(Tuesday.AddHours(15.25));

        Assert.Equal((201, 409, 409), (first.Status, second.Status, half.Status));
        await UntilShownAsync(diary, 1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Defect_3_a_diary_in_another_zone_blocks_its_own_hours_and_no_others(string provider)
    {
        // The account lives in Chicago, the calendar in New York, and the event is written in UTC.
        var (workspace, diary) = await ConnectAsync(provider);
        await diary.PutAsync(Tuesday.AddHours(13).ToUniversalTime(), Tuesday.AddHours(14).ToUniversalTime());

        Assert.Equal(409, (await workspace.BookAsync(Tuesday.AddHours(13))).Status);
        Assert.Equal(201, (await workspace.BookAsync(Tuesday.AddHours(14))).Status);
        Assert.Equal(201, (await workspace.BookAsync(Tuesday.AddHours(12))).Status);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Defect_4_what_cannot_take_place_is_not_booked(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);

        Assert.Equal("past", (await workspace.BookAsync(Tuesday.AddDays(-3).AddHours(15))).Code);
        Assert.Equal("outside_hours", (await workspace.BookAsync(Tuesday.AddHours(3))).Code);
        Assert.Equal("outside_hours", (await workspace.BookAsync(Tuesday.AddDays(5).AddHours(15))).Code);
        Assert.Equal(400, (await workspace.BookAsync("2027-03-02")).Status);
        Assert.Equal(VoiceOutcome.Invalid, (await workspace.CallAndBookAsync("tomorrow at 3 pm", email: "not an address")).Outcome);
        Assert.Empty(await diary.ListAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Defect_5_a_time_without_an_offset_is_the_calendars_and_one_with_an_offset_is_that_instant(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);

        Assert.Equal(201, (await workspace.BookAsync("2027-03-02T15:00:00")).Status);
        Assert.Equal(201, (await workspace.BookAsync("2027-03-02T08:00:00-08:00")).Status);

        await UntilShownAsync(diary, 2);
        Assert.Equal(
            [Tuesday.AddHours(11), Tuesday.AddHours(15)], (await diary.ViewingsAsync()).Select(viewing => viewing.Start.ToOffset(Tuesday.Offset)).Order());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Defect_26_a_request_that_comes_again_makes_no_second_event(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => workspace.BookAsync(Tuesday.AddHours(15), idempotencyKey: "one-wish")));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body["appointment_id"]!.GetValue<Guid>()).Distinct());
        await UntilShownAsync(diary, 1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Defect_26_what_shows_as_free_is_in_nobodys_way(string provider)
    {
        var (workspace, diary) = await ConnectAsync(provider);
        await diary.PutAsync(Tuesday.AddHours(15), Tuesday.AddHours(16), isFree: true);

        Assert.Equal(201, (await workspace.BookAsync(Tuesday.AddHours(15))).Status);
    }

    private async Task<(Workspace Workspace, OwnedDiary Diary)> ConnectAsync(string provider)
    {
        var workspace = host.NewWorkspace();
        return (workspace, new OwnedDiary(host.Sandbox, provider, await workspace.ConnectAsync(provider)));
    }

    private static Task UntilShownAsync(OwnedDiary diary, int count) =>
        CalendarHost.UntilAsync(async () => (await diary.ViewingsAsync()).Count == count, $"the diary shows {count} viewings");
}
