using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Google;

/// <summary>
/// Calendars full of everything, made up at random, against a second opinion: one that knows what was put in, goes through it minute by
/// minute, and takes its zones from the platform instead of our library.
/// </summary>
public sealed class GoogleBruteForceTests(GoogleHost host) : IClassFixture<GoogleHost>
{
    private const int Days = 7;

    [Theory]
    [InlineData("America/Chicago", "2027-03-11", 1)] // forward on the 14th
    [InlineData("America/Chicago", "2027-11-04", 2)] // back on the 7th
    [InlineData("Europe/London", "2027-03-25", 3)] // forward on the 28th
    [InlineData("Australia/Lord_Howe", "2027-04-01", 4)] // back on the 4th, by half an hour
    [InlineData("Asia/Kathmandu", "2027-07-01", 5)] // a quarter to the hour
    [InlineData("America/New_York", "2027-03-12", 6)]
    [InlineData("America/Phoenix", "2027-11-05", 7)] // never
    public async Task Every_minute_is_busy_or_free_as_a_second_opinion_says(string zone, string firstDay, int seed)
    {
        var random = new Random(seed);
        var ann = await host.ConnectAsync(zone);
        var first = DateTime.ParseExact(firstDay, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var busy = new List<(DateTime Start, DateTime End)>();
        for (var index = 0; index < 70; index++)
        {
            await PutAsync(ann, Entry.Any(random, zone, first, Days), busy);
        }

        var start = ToUtc(first, zone);
        var window = new Interval(At(start), At(start.AddDays(Days)));
        var (events, whole) = (await ann.EventsOfAsync(window), (await ann.ChangesAsync(window, null)).Answer);
        var freeBusy = await ann.At(ann.Address with { Access = DiaryAccess.FreeBusy }).EventsOfAsync(window);
        var expected = Minutes(start, busy);
        Assert.Contains(true, expected);
        Assert.Contains(false, expected);
        Assert.Equal(expected, Minutes(start, Blocking(events)));
        Assert.Equal(expected, Minutes(start, Blocking(whole.Events)));
        Assert.Equal(expected, Minutes(start, Blocking(freeBusy)));

        // What changes afterwards, put over the whole, is the same calendar.
        var known = whole.Events.ToDictionary(item => item.EventId);
        for (var index = 0; index < 20; index++)
        {
            await PutAsync(ann, Entry.Any(random, zone, first, Days), busy);
        }

        var changes = (await ann.ChangesAsync(window, whole.SyncToken)).Answer;
        foreach (var item in changes.Events)
        {
            known[item.EventId] = item;
        }

        Assert.All(changes.RemovedIds, id => known.Remove(id));
        Assert.Equal(Minutes(start, busy), Minutes(start, Blocking(known.Values)));
    }

    private static async Task PutAsync(GoogleDiary diary, Entry entry, List<(DateTime Start, DateTime End)> busy)
    {
        var id = await diary.PutAsync(entry.ToGoogle(diary.Email));
        if (entry.IsDeleted)
        {
            await diary.RemoveAsync(id);
        }

        if (entry.Blocks)
        {
            busy.AddRange(entry.Times());
        }
    }

    private static IEnumerable<(DateTime, DateTime)> Blocking(IEnumerable<ProviderEvent> events) =>
        events.Where(item => item.Blocks).Select(item => (item.Start.ToDateTimeUtc(), item.End.ToDateTimeUtc()));

    private static bool[] Minutes(DateTime start, IEnumerable<(DateTime Start, DateTime End)> times)
    {
        var list = times.ToList();
        return [.. Enumerable.Range(0, Days * 1440).Select(minute => start.AddMinutes(minute)).Select(minute => list.Exists(time => time.Start <= minute && minute < time.End))];
    }

    private static Instant At(DateTime utc) => Instant.FromDateTimeUtc(utc);

    private static DateTime ToUtc(DateTime wall, string zone) =>
        TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), TimeZoneInfo.FindSystemTimeZoneById(zone));

    /// <summary>Something in a calendar, by the wall clock of its own zone.</summary>
    private sealed record Entry(string Zone, DateTime Wall, int Minutes, bool IsWholeDay, string? Rule, int Repeats, int StepDays, string Kind)
    {
        private static readonly string[] Kinds =
        [
            "", "", "", "tentative", "private", "outOfOffice", "focusTime", "accepted", "needsAction",
            "transparent", "declined", "workingLocation", "birthday", "deleted",
        ];

        private static readonly string[] Zones = ["America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "UTC"];

        public bool IsDeleted => Kind == "deleted";

        public bool Blocks => Kind is not ("transparent" or "declined" or "workingLocation" or "birthday" or "deleted");

        public static Entry Any(Random random, string home, DateTime first, int days)
        {
            var isWholeDay = random.Next(12) == 0;
            var zone = isWholeDay || random.Next(3) > 0 ? home : Zones[random.Next(Zones.Length)];

            // Between five in the morning and ten at night on the wall, so that no time is skipped or doubled; from two days ahead to one after.
            var wall = first.AddDays(random.Next(-2, days + 1)) + (isWholeDay ? TimeSpan.Zero : TimeSpan.FromMinutes(random.Next(5 * 60, 22 * 60)));
            var repeats = random.Next(5) == 0 ? random.Next(2, 6) : 1;
            var step = random.Next(1, 3);
            return new Entry(
                zone, wall, isWholeDay ? 1440 * random.Next(1, 3) : random.Next(1, 70), isWholeDay,
                repeats == 1 ? null : $"RRULE:FREQ=DAILY;INTERVAL={step};COUNT={repeats}", repeats, step, Kinds[random.Next(Kinds.Length)]);
        }

        public IEnumerable<(DateTime Start, DateTime End)> Times() =>
            from turn in Enumerable.Range(0, Repeats)
            let start = Wall.AddDays(turn * StepDays)
            let utc = ToUtc(start, Zone)
            select (utc, IsWholeDay ? ToUtc(start.AddMinutes(Minutes), Zone) : utc.AddMinutes(Minutes));

        public JsonObject ToGoogle(string email)
        {
            var item = new JsonObject { ["summary"] = Kind, ["start"] = Time(Wall), ["end"] = Time(Wall.AddMinutes(Minutes)) };
            if (Rule is not null)
            {
                item["recurrence"] = new JsonArray(Rule);
            }

            switch (Kind)
            {
                case "tentative":
                    item["status"] = Kind;
                    break;
                case "private":
                    item["visibility"] = Kind;
                    break;
                case "transparent":
                    item["transparency"] = Kind;
                    break;
                case "accepted" or "needsAction" or "declined":
                    item["attendees"] = new JsonArray(
                        new JsonObject { ["email"] = "ben@example.test", ["responseStatus"] = "accepted" },
                        new JsonObject { ["email"] = email, ["responseStatus"] = Kind });
                    break;
                case "outOfOffice" or "focusTime":
                    item["eventType"] = Kind;
                    break;
                case "workingLocation" or "birthday":
                    (item["eventType"], item["transparency"]) = (Kind, "transparent");
                    break;
            }

            return item;
        }

        private JsonObject Time(DateTime wall) => IsWholeDay
            ? new JsonObject { ["date"] = wall.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }
            : new JsonObject { ["dateTime"] = wall.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture), ["timeZone"] = Zone };
    }
}
