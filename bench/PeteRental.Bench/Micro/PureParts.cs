using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using NodaTime;
using PeteRental.Bench.Scenarios;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Time;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.Bench.Micro;

/// <summary>The search for openings: a week, and a month, of a diary with thirty viewings.</summary>
[MemoryDiagnoser]
public class AvailabilityFinderBenchmark
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 20, 15, 0);
    private static readonly CalendarSettings Settings = new() { Zone = DateTimeZoneProviders.Tzdb["America/Chicago"] };
    private Diary _diary = Diary.Empty;

    [Params(7, 30)]
    public int DaysAhead { get; set; }

    [GlobalSetup]
    public void FillDiary()
    {
        var visits = Enumerable.Range(0, 30).Select(index => Now + Duration.FromHours(index * 24)).ToList();
        _diary = new Diary(
            [.. visits.Select(start => new Occupied(start, start + Duration.FromMinutes(30), start, start + Duration.FromMinutes(60)))], visits);
    }

    [Benchmark]
    public int Find() => AvailabilityFinder.Find(Settings, _diary, Now, new AvailabilityQuery { DaysAhead = DaysAhead }).Count;
}

/// <summary>Reading a time as it is said, written or sent.</summary>
[MemoryDiagnoser]
public class SpokenTimeBenchmark
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 20, 15, 0);

    [Params("next Tuesday at half past two in the afternoon", "2026-11-24T14:30:00", "tomorrow at 2", "the blue house please")]
    public string Words { get; set; } = "";

    [Benchmark]
    public object Read() => SpokenTime.Read(Words, Now, CalendarSettings.Default);
}

/// <summary>Reading a webhook body of the size that Vapi sends in the middle of a call.</summary>
[MemoryDiagnoser]
public class MessageReaderBenchmark
{
    private readonly byte[] _body = WebhookBody.OfToolCall(
        "24464697-8f45-4b38-b43a-d337f50c370e", "call-1", "tool-1", "get_availability", new JsonObject { ["property_address"] = "118 Birchwood Ave" });

    [Benchmark]
    public VapiMessage? Read() => MessageReader.Read(_body);
}
