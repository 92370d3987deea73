using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Availability;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>An event made up at random in no provider's words, with what it means worked out by the plainest rules.</summary>
internal sealed record MadeUpEvent(string Kind, bool IsAllDay, string Zone, string WindowsZone, LocalDateTime Start, LocalDateTime End, int Weeks)
{
    /// <summary>The mailbox' zone at both stand-ins: whole days are meant in it.</summary>
    private const string Home = "America/Chicago";

    private static readonly (string Iana, string Windows)[] Zones =
        [(Home, "Central Standard Time"), ("America/New_York", "Eastern Standard Time"), ("Europe/Berlin", "W. Europe Standard Time"), ("Asia/Tokyo", "Tokyo Standard Time")];

    private static readonly string[] Kinds = ["busy", "busy", "busy", "private", "tentative", "away", "free", "declined", "cancelled"];

    private bool Blocks => Kind is not ("free" or "declined" or "cancelled");

    public static MadeUpEvent Next(Random random)
    {
        var isAllDay = random.Next(20) == 0;
        var (iana, windows) = isAllDay ? Zones[0] : Zones[random.Next(Zones.Length)];
        var start = new LocalDate(2027, 3, 1).PlusDays(random.Next(31)).AtMidnight().PlusMinutes(isAllDay ? 0 : 15 * random.Next(24 * 4));
        var end = isAllDay ? start.PlusDays(random.Next(1, 3)) : start.PlusMinutes(15 * random.Next(1, 7));
        return new MadeUpEvent(Kinds[random.Next(Kinds.Length)], isAllDay, iana, windows, start, end, random.Next(10) == 0 ? 5 : 1);
    }

    /// <summary>Its owner writes it into their diary. Returns what it takes.</summary>
    public async Task<IEnumerable<Occupied>> PutAsync(HttpClient sandbox, string provider, string email)
    {
        var address = $"/control/{provider}/accounts/{email}/events";
        using var put = await sandbox.PostAsJsonAsync(address, provider == "google" ? Google(email) : Microsoft());
        var text = await put.Content.ReadAsStringAsync();
        Assert.True(put.IsSuccessStatusCode, text);
        if (Kind == "cancelled")
        {
            using var removed = await sandbox.DeleteAsync($"{address}/{JsonNode.Parse(text)!["id"]!.GetValue<string>()}");
            Assert.True(removed.IsSuccessStatusCode);
        }

        return Blocks ? Enumerable.Range(0, Weeks).Select(Taken) : [];
    }

    private Occupied Taken(int week)
    {
        var zone = DateTimeZoneProviders.Tzdb[Zone];
        var (from, to) = (At(zone, Start.PlusWeeks(week)), At(zone, End.PlusWeeks(week)));
        return new Occupied(from, to, from, to);
    }

    // Through the offset that holds a while ahead where a wall time does not exist, the first where it comes twice.
    private static Instant At(DateTimeZone zone, LocalDateTime wall) => zone.AtLeniently(wall).ToInstant();

    private JsonObject Microsoft()
    {
        var body = new JsonObject
        {
            ["subject"] = "Made up",
            ["isAllDay"] = IsAllDay,
            ["showAs"] = Kind switch { "tentative" => "tentative", "away" => "oof", "free" => "free", _ => "busy" },
            ["sensitivity"] = Kind == "private" ? "private" : "normal",
            ["start"] = new JsonObject { ["dateTime"] = Text(Start), ["timeZone"] = WindowsZone },
            ["end"] = new JsonObject { ["dateTime"] = Text(End), ["timeZone"] = WindowsZone },
        };
        if (Kind == "declined")
        {
            body["responseStatus"] = new JsonObject { ["response"] = "declined" };
        }

        if (Weeks > 1)
        {
            body["recurrence"] = new JsonObject
            {
                ["pattern"] = new JsonObject { ["type"] = "daily", ["interval"] = 7 },
                ["range"] = new JsonObject
                {
                    ["type"] = "numbered",
                    ["startDate"] = Start.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
                    ["numberOfOccurrences"] = Weeks,
                },
            };
        }

        return body;
    }

    private JsonObject Google(string email)
    {
        var body = new JsonObject
        {
            ["summary"] = "Made up",
            ["status"] = Kind == "tentative" ? "tentative" : "confirmed",
            ["transparency"] = Kind == "free" ? "transparent" : "opaque",
            ["visibility"] = Kind == "private" ? "private" : "default",
            ["start"] = Time(Start),
            ["end"] = Time(End),
        };
        if (Kind == "declined")
        {
            body["attendees"] = new JsonArray(new JsonObject { ["email"] = email, ["responseStatus"] = "declined" });
        }

        if (Weeks > 1)
        {
            body["recurrence"] = new JsonArray($"RRULE:FREQ=WEEKLY;COUNT={Weeks}");
        }

        return body;
    }

    private JsonObject Time(LocalDateTime wall) => IsAllDay
        ? new JsonObject { ["date"] = wall.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) }
        : new JsonObject { ["dateTime"] = Text(wall), ["timeZone"] = Zone };

    private static string Text(LocalDateTime wall) => wall.ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
