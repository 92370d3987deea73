using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

/// <summary>Diaries made up at random, read through Graph and worked out minute by minute with the platform's own time zones.</summary>
public sealed class BruteForceTests(GraphHost host) : IClassFixture<GraphHost>
{
    private static readonly DateTime First = new(2026, 2, 25);
    private static readonly (string Windows, string Iana)[] Zones =
    [
        ("Central Standard Time", "America/Chicago"), ("W. Europe Standard Time", "Europe/Berlin"), ("Newfoundland Standard Time", "America/St_Johns"),
        ("Tokyo Standard Time", "Asia/Tokyo"), ("UTC", "UTC"),
    ];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Each_minute_is_blocked_just_when_something_blocks_it(int seed)
    {
        var random = new Random(seed);
        var mailbox = Zones[random.Next(Zones.Length)];
        var user = await host.SignInAsync(mailbox.Windows);
        var blocked = new HashSet<long>();
        for (var count = 0; count < 14; count++)
        {
            var made = MadeUp.Next(random, mailbox);
            await user.PutAsync(made.Json);
            blocked.UnionWith(made.Blocks ? made.Minutes() : []);
        }

        var from = Instant.FromDateTimeUtc(DateTime.SpecifyKind(First.AddDays(random.Next(5)).AddMinutes(random.Next(1_440)), DateTimeKind.Utc));
        var between = new Interval(from, from + Duration.FromHours(random.Next(1, 500)));
        var events = await user.ListAsync(between);
        Assert.All(events, read => Assert.True(read.Start < between.End && read.End > between.Start));
        Assert.Equal(blocked.Where(minute => IsIn(minute, between)).Order(), Minutes(events).Where(minute => IsIn(minute, between)).Distinct().Order());

        // The mirror's way of reading tells the same.
        var whole = await user.ChangesAsync(between, syncToken: null);
        Assert.True(whole.IsWhole);
        Assert.Equal(blocked.Where(minute => IsIn(minute, between)).Order(), Minutes(whole.Events).Where(minute => IsIn(minute, between)).Distinct().Order());
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 25)];

    private static IEnumerable<long> Minutes(IEnumerable<ProviderEvent> events) => events.Where(read => read.Blocks)
        .SelectMany(read => MadeUp.Minutes(read.Start.ToDateTimeUtc(), read.End.ToDateTimeUtc()));

    private static bool IsIn(long minute, Interval between) => between.Contains(Instant.FromUnixTimeSeconds(minute * 60));

    /// <summary>An event, and what it means.</summary>
    private sealed record MadeUp(JsonObject Json, bool Blocks, IReadOnlyList<(DateTime From, DateTime To)> Times)
    {
        private static readonly string[] States = ["busy", "busy", "busy", "oof", "tentative", "unknown", "free", "workingElsewhere"];

        public static MadeUp Next(Random random, (string Windows, string Iana) mailbox)
        {
            var isAllDay = random.Next(4) == 0;
            var (windows, iana) = isAllDay ? mailbox : Zones[random.Next(Zones.Length)];
            var start = First.AddDays(random.Next(20)).AddMinutes(isAllDay ? 0 : 15 * random.Next(96));
            var end = isAllDay ? start.AddDays(random.Next(1, 4)) : start.AddMinutes(15 * random.Next(1, 40));
            var repeats = random.Next(3) == 0 ? random.Next(2, 12) : 1;
            var state = States[random.Next(States.Length)];
            var declined = random.Next(8) == 0;
            var cancelled = random.Next(8) == 0;
            var json = new JsonObject
            {
                ["subject"] = "Made up",
                ["isAllDay"] = isAllDay,
                ["showAs"] = state,
                ["isCancelled"] = cancelled,
                ["sensitivity"] = random.Next(4) == 0 ? "private" : "normal",
                ["start"] = Time(start, windows),
                ["end"] = Time(end, windows),
            };
            if (declined)
            {
                json["responseStatus"] = new JsonObject { ["response"] = "declined" };
            }

            if (repeats > 1)
            {
                json["recurrence"] = new JsonObject
                {
                    ["pattern"] = new JsonObject { ["type"] = "daily", ["interval"] = 4 },
                    ["range"] = new JsonObject
                    {
                        ["type"] = "numbered",
                        ["startDate"] = start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        ["numberOfOccurrences"] = repeats,
                    },
                };
            }

            var zone = TimeZoneInfo.FindSystemTimeZoneById(iana);
            return new MadeUp(
                json, state is not ("free" or "workingElsewhere") && !declined && !cancelled,
                [.. Enumerable.Range(0, repeats).Select(count => (Utc(start.AddDays(4 * count), zone), Utc(end.AddDays(4 * count), zone)))]);
        }

        public IEnumerable<long> Minutes() => Times.SelectMany(time => Minutes(time.From, time.To));

        public static IEnumerable<long> Minutes(DateTime from, DateTime to)
        {
            for (var minute = from; minute < to; minute = minute.AddMinutes(1))
            {
                yield return new DateTimeOffset(minute, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
            }
        }

        private static JsonObject Time(DateTime wall, string zone) =>
            new() { ["dateTime"] = wall.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture), ["timeZone"] = zone };

        /// <summary>A wall time that the clocks leave out is as much later; one that comes twice is the first.</summary>
        private static DateTime Utc(DateTime wall, TimeZoneInfo zone)
        {
            var offset = zone.IsInvalidTime(wall) ? zone.GetUtcOffset(wall.AddHours(-3))
                : zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max()
                : zone.GetUtcOffset(wall);
            return DateTime.SpecifyKind(wall - offset, DateTimeKind.Utc);
        }
    }
}
