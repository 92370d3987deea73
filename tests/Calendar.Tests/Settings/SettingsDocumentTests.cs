using System.Text.Json;
using NodaTime;
using PeteRental.Calendar.Settings;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults;

namespace PeteRental.Calendar.Tests.Settings;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void The_defaults_are_those_of_the_product()
    {
        var settings = CalendarSettings.Default;
        Assert.Equal("America/New_York", settings.Zone.Id);
        Assert.Equal([new OpenWindow(540, 1020)], settings.BusinessHours[IsoDayOfWeek.Friday]);
        Assert.Empty(settings.BusinessHours[IsoDayOfWeek.Saturday]);
        Assert.Equal((30, 30, 0, 30, 120, 30, null), (
            settings.SlotMinutes, settings.DurationMinutes, settings.BufferBeforeMinutes, settings.BufferAfterMinutes,
            settings.MinNoticeMinutes, settings.HorizonDays, settings.MaxPerDay));
        Assert.Equal(ProviderDownPolicy.Reserve, settings.OnProviderDown);
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var settings = CalendarSettings.Default with
        {
            Zone = DateTimeZoneProviders.Tzdb["Australia/Lord_Howe"],
            BusinessHours = WeeklyHours.Create(day => day == IsoDayOfWeek.Sunday ? [new(0, 90), new(90, 1440)] : []),
            MaxPerDay = 4,
            ClosedDates = [new LocalDate(2026, 12, 25), new LocalDate(2027, 1, 1)],
            OnProviderDown = ProviderDownPolicy.Book,
            BufferBeforeMinutes = 15,
            BusyCalendars = [new CalendarId(Guid.CreateVersion7()), new CalendarId(Guid.CreateVersion7())],
        };
        var json = JsonSerializer.Serialize(new SettingsDocument(settings), JsonDefaults.Options);
        var read = Read(json, out var errors);
        Assert.Empty(errors);
        Assert.Equal(settings, read with { ClosedDates = settings.ClosedDates, BusyCalendars = settings.BusyCalendars });
        Assert.Equal(settings.BusyCalendars.AsEnumerable(), read.BusyCalendars);
        Assert.Equal(settings.ClosedDates.Order(), read.ClosedDates.Order());
        Assert.Equal(json, JsonSerializer.Serialize(new SettingsDocument(read), JsonDefaults.Options));
        Assert.Contains("\"to\":\"24:00\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_stays_and_only_the_limit_can_be_taken_away_by_null()
    {
        var before = CalendarSettings.Default with { MaxPerDay = 3, SlotMinutes = 20 };
        var after = JsonSerializer.Deserialize<SettingsChange>("""{"timezone":null,"duration_minutes":45}""", JsonDefaults.Options)!.ApplyTo(before, out _);
        Assert.Equal((3, 20, 45), (after.MaxPerDay, after.SlotMinutes, after.DurationMinutes));
        after = JsonSerializer.Deserialize<SettingsChange>("""{"max_per_day":null}""", JsonDefaults.Options)!.ApplyTo(before, out _);
        Assert.Null(after.MaxPerDay);
    }

    [Theory]
    [InlineData("""{"timezone":"Mars/Olympus"}""", "timezone")]
    [InlineData("""{"timezone":"UTC+05"}""", "timezone")]
    [InlineData("""{"timezone":""}""", "timezone")]
    [InlineData("""{"timezone":"America/New_York\u0000"}""", "timezone")]
    [InlineData("""{"timezone":5}""", "timezone")]
    [InlineData("""{"surprise":1}""", "surprise")]
    [InlineData("""{"slot_minutes":"thirty"}""", "slot_minutes")]
    [InlineData("""{"slot_minutes":30.5}""", "slot_minutes")]
    [InlineData("""{"business_hours":"always"}""", "business_hours")]
    [InlineData("""{"business_hours":{"monday":[{"from":"09:00","to":"17:00","note":1}]}}""", "business_hours")]
    [InlineData("""{"closed_dates":"2026-12-25"}""", "closed_dates")]
    [InlineData("""{"max_per_day":"many"}""", "max_per_day")]
    [InlineData("""{"slot_minutes":0}""", "slot_minutes")]
    [InlineData("""{"slot_minutes":481}""", "slot_minutes")]
    [InlineData("""{"duration_minutes":-30}""", "duration_minutes")]
    [InlineData("""{"buffer_before_minutes":241}""", "buffer_before_minutes")]
    [InlineData("""{"buffer_after_minutes":-1}""", "buffer_after_minutes")]
    [InlineData("""{"min_notice_minutes":43201}""", "min_notice_minutes")]
    [InlineData("""{"horizon_days":0}""", "horizon_days")]
    [InlineData("""{"horizon_days":366}""", "horizon_days")]
    [InlineData("""{"max_per_day":0}""", "max_per_day")]
    [InlineData("""{"closed_dates":["2026-02-30"]}""", "closed_dates")]
    [InlineData("""{"closed_dates":[null]}""", "closed_dates")]
    [InlineData("""{"on_provider_down":"panic"}""", "on_provider_down")]
    [InlineData("""{"business_hours":{"someday":[]}}""", "business_hours")]
    [InlineData("""{"business_hours":{"monday":null}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"17:00","to":"09:00"}]}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"09:00","to":"09:00"}]}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"09:00"}]}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"9:00","to":"17:00"}]}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"09:00","to":"24:01"}]}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"09:60","to":"17:00"}]}}""", "business_hours.monday")]
    [InlineData("""{"business_hours":{"monday":[{"from":"09:00","to":"12:00"},{"from":"11:00","to":"13:00"}]}}""", "business_hours.monday")]
    public void A_wrong_member_is_named_and_nothing_changes(string json, string member)
    {
        Assert.Same(CalendarSettings.Default, Read(json, out var errors));
        Assert.Equal([member], errors.Keys);
    }

    private static CalendarSettings Read(string json, out IReadOnlyDictionary<string, string[]> errors)
    {
        var settings = JsonSerializer.Deserialize<SettingsChange>(json, JsonDefaults.Options)!.ApplyTo(CalendarSettings.Default, out var found);
        errors = found.ByField;
        return settings;
    }
}
