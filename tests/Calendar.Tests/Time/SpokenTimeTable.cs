using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Time;

namespace PeteRental.Calendar.Tests.Time;

/// <summary>
/// What words mean, said on Tuesday 29 September 2026 at 10:00 in New York to a calendar with the default settings (Monday to
/// Friday nine to five, half-hour viewings, two hours of notice).
/// <list type="bullet">
/// <item><c>2026-10-07T14:00</c>: that time of the wall clock.</item>
/// <item><c>2026-10-02 08:00-12:00</c>: the first free slot in that part of the day; <c>any</c> for the whole day, and two days
/// with <c>..</c> for all the days between.</item>
/// <item><c>past year → …</c>, <c>no such date</c>, <c>? reason</c>.</item>
/// </list>
/// </summary>
public sealed class SpokenTimeTable
{
    private static readonly CalendarSettings Settings = CalendarSettings.Default;
    private static readonly Instant Now = Settings.Zone.AtStrictly(new LocalDateTime(2026, 9, 29, 10, 0)).ToInstant();

    public static TheoryData<string, string> Cases { get; } = Read(
        """
        # ISO 8601
        2026-10-07T14:00:00-04:00            = 2026-10-07T14:00
        2026-10-07T14:00-04:00               = 2026-10-07T14:00
        2026-10-07T18:00:00Z                 = 2026-10-07T14:00
        2026-10-07t18:00z                    = 2026-10-07T14:00
        2026-10-07T13:00:00-0500             = 2026-10-07T14:00
        2026-10-07T20:00+02                  = 2026-10-07T14:00
        2026-10-07T23:30:00+05:30            = 2026-10-07T14:00
        2026-10-07T14:00:00.123456-04:00     = 2026-10-07T14:00
        2026-10-07T14:00:00                  = 2026-10-07T14:00
        2026-10-07T14:00                     = 2026-10-07T14:00
        2026-10-07 14:00                     = 2026-10-07T14:00
        2026-10-07 14:00:00 -04:00           = 2026-10-07T14:00
        2026-10-07T02:00                     = 2026-10-07T02:00
        2026-10-07T03:00:00+09:00            = 2026-10-06T14:00
        2026-10-07                           = 2026-10-07 any
        2027-01-05T10:00                     = 2027-01-05T10:00
        2026-09-28T10:00                     = 2026-09-28T10:00
        2026-11-01T01:30                     = 2026-11-01T01:30
        2027-03-14T02:30                     = 2027-03-14T03:30
        2025-10-07T14:00:00-04:00            = past year → 2026-10-07T14:00
        2024-10-07T14:00                     = past year → 2026-10-07T14:00
        2024-08-16T10:00                     = past year → 2027-08-16T10:00
        2024-02-29T10:00                     = past year → 2028-02-29T10:00
        2023-10-07                           = past year → 2026-10-07 any
        2026-02-30                           = no such date
        2026-02-30T10:00                     = no such date
        2026-13-01T10:00                     = no such date
        2026-00-10                           = no such date
        2026-04-31T10:00:00Z                 = no such date
        2025-02-29T10:00                     = no such date
        0000-10-07T10:00                     = no such date
        9999-12-31T23:59:59Z                 = no such date
        2026-10-07T25:00                     = ? NoSuchTime
        2026-10-07T10:60                     = ? NoSuchTime
        2026-10-07T10:00:61                  = ? NoSuchTime
        2026-10-07T10:00+25:00               = ? Words
        2026-10-07T10:00 Europe/Paris        = ? Words
        2026-10-7T10:00                      = ? Words
        2026-10                              = ? Words

        # Days seen from today
        tomorrow at 2                        = 2026-09-30T14:00
        tomorrow at 2 pm                     = 2026-09-30T14:00
        Tomorrow at 2PM                      = 2026-09-30T14:00
        tomorrow 2pm                         = 2026-09-30T14:00
        tomorrow 2                           = 2026-09-30T14:00
        2 pm tomorrow                        = 2026-09-30T14:00
        tomorrow at 10                       = 2026-09-30T10:00
        tomorrow at 10 a.m.                  = 2026-09-30T10:00
        tomorrow at 10 A.M                   = 2026-09-30T10:00
        tomorrow at ten a m                  = 2026-09-30T10:00
        tomorrow at noon                     = 2026-09-30T12:00
        tomorrow, at 14:30                   = 2026-09-30T14:30
        tomorrow at 14                       = 2026-09-30T14:00
        today at 3                           = 2026-09-29T15:00
        today at 9                           = 2026-09-29T09:00
        later today                          = 2026-09-29 any
        today                                = 2026-09-29 any
        tomorrow                             = 2026-09-30 any
        the day after tomorrow at 11         = 2026-10-01T11:00
        day after tomorrow                   = 2026-10-01 any
        yesterday at 2 pm                    = 2026-09-28T14:00
        tonight at 8                         = 2026-09-29T20:00
        tonight                              = 2026-09-29 17:00-21:00
        tomorrow Wednesday at 2              = 2026-09-30T14:00
        tomorrow Friday at 2                 = ? Contradiction

        # Weekdays: the coming one, next week's, and today's while it can still be booked
        Friday at 10                         = 2026-10-02T10:00
        on Friday at 10 am                   = 2026-10-02T10:00
        this Friday at 10                    = 2026-10-02T10:00
        this coming Friday at 10             = 2026-10-02T10:00
        next Friday at 10                    = 2026-10-09T10:00
        next Tuesday 2 pm                    = 2026-10-06T14:00
        next tues 2pm                        = 2026-10-06T14:00
        Tuesday at 2                         = 2026-09-29T14:00
        this Tuesday at 2                    = 2026-09-29T14:00
        Tuesday at 9                         = 2026-10-06T09:00
        Tuesday at 11                        = 2026-10-06T11:00
        Tuesday at noon                      = 2026-09-29T12:00
        Tuesday                              = 2026-09-29 any
        Tuesday afternoon                    = 2026-09-29 12:00-17:00
        Tuesday morning                      = 2026-10-06 08:00-12:00
        Monday at 2                          = 2026-10-05T14:00
        next Monday at 2                     = 2026-10-05T14:00
        last Monday at 2 pm                  = 2026-09-21T14:00
        Sunday at 2                          = 2026-10-04T14:00
        next Sunday                          = 2026-10-11 any
        Tuesday next week at 9:30            = 2026-10-06T09:30
        next week Tuesday at 9:30            = 2026-10-06T09:30
        next week on Thursday 1 pm           = 2026-10-08T13:00
        Thursday this week at 1              = 2026-10-01T13:00
        Friday week at 3 pm                  = 2026-10-09T15:00
        a week from Friday at 3 pm           = 2026-10-09T15:00
        Fri 4pm                              = 2026-10-02T16:00
        wednesday 10:15                      = 2026-09-30T10:15
        Friday 10                            = ? HourOrDate
        next Friday 2                        = ? HourOrDate
        Friday Saturday at 2                 = ? Contradiction

        # Parts of the day
        Friday morning                       = 2026-10-02 08:00-12:00
        friday in the afternoon              = 2026-10-02 12:00-17:00
        on Friday evening                    = 2026-10-02 17:00-21:00
        Friday morning at 10                 = 2026-10-02T10:00
        Friday afternoon at 3                = 2026-10-02T15:00
        Friday evening at 7                  = 2026-10-02T19:00
        Friday at 8 in the evening           = 2026-10-02T20:00
        9 in the morning on Friday           = 2026-10-02T09:00
        Friday at 5 in the morning           = 2026-10-02T05:00
        Friday at 9 at night                 = 2026-10-02T21:00
        tomorrow morning                     = 2026-09-30 08:00-12:00
        this afternoon                       = 2026-09-29 12:00-17:00
        this afternoon at 4                  = 2026-09-29T16:00
        late Friday afternoon                = ? Words
        Friday late afternoon                = 2026-10-02 15:00-17:00
        early tomorrow                       = ? Words
        tomorrow early morning               = 2026-09-30 08:00-10:00
        first thing tomorrow                 = 2026-09-30 08:00-12:00
        Friday morning at 2 pm               = ? Contradiction
        Friday at noon                       = 2026-10-02T12:00
        Friday at midnight                   = ? Words
        in the morning                       = ? NoDay

        # Dates; without a year the next occurrence
        October 7th at 14:00                 = 2026-10-07T14:00
        October 7 at 2pm                     = 2026-10-07T14:00
        Oct 7, 2 pm                          = 2026-10-07T14:00
        Oct. 7th 2 p.m.                      = 2026-10-07T14:00
        October 7, 2026 at 2:00 PM           = 2026-10-07T14:00
        October 7 2026 2:00 PM               = 2026-10-07T14:00
        Wednesday, October 7 at 2:00 PM      = 2026-10-07T14:00
        Wednesday October 7th, 2026, 2 pm    = 2026-10-07T14:00
        Wed Oct 07 2026 14:00:00             = 2026-10-07T14:00
        Thursday, October 7 at 2 pm          = ? Contradiction
        7 October at 2                       = 2026-10-07T14:00
        7th of October 14:00                 = 2026-10-07T14:00
        the 7th of October at 2 pm           = 2026-10-07T14:00
        the seventh of October at two        = 2026-10-07T14:00
        October seventh at two thirty        = 2026-10-07T14:30
        October the twenty first at noon     = 2026-10-21T12:00
        October twenty second at 9           = 2026-10-22T09:00
        October seventh twenty twenty six at two = 2026-10-07T14:00
        October 7th                          = 2026-10-07 any
        October 7th in the morning           = 2026-10-07 08:00-12:00
        September 28 at 2                    = 2027-09-28T14:00
        September 29 at 2                    = 2026-09-29T14:00
        September 29 at 9                    = 2026-09-29T09:00
        January 5 at 10                      = 2027-01-05T10:00
        February 29 at 10                    = 2028-02-29T10:00
        October 7 2025 at 2 pm               = past year → 2026-10-07T14:00
        Tuesday, October 7, 2025 at 2 pm     = past year → 2026-10-07T14:00
        August 16 2024 in the morning        = past year → 2027-08-16 08:00-12:00
        February 30                          = no such date
        February 30th at 2 pm                = no such date
        February 29 2027 at 2 pm             = no such date
        April 31st at noon                   = no such date
        the 3rd at noon                      = 2026-10-03T12:00
        the third at noon                    = 2026-10-03T12:00
        on the 3rd                           = 2026-10-03 any
        the 29th at 3                        = 2026-09-29T15:00
        the 29th at 9                        = 2026-10-29T09:00
        the 28th at noon                     = 2026-10-28T12:00
        the 31st at noon                     = 2026-10-31T12:00
        the 3rd of next month at 2           = 2026-10-03T14:00
        Friday the 2nd at 2                  = 2026-10-02T14:00
        Friday the 3rd at 2                  = ? Contradiction
        the 32nd                             = no such date
        2026-10-07 at 2 pm                   = 2026-10-07T14:00
        10/7 at 2 pm                         = 2026-10-07T14:00
        10/7/2026 2:00 PM                    = 2026-10-07T14:00
        10/07/26 at 14:00                    = 2026-10-07T14:00
        25/12/2026 at 10 am                  = 2026-12-25T10:00
        13/13 at 2                           = no such date

        # Clocks
        tomorrow at half past two            = 2026-09-30T14:30
        tomorrow at quarter to three         = 2026-09-30T14:45
        tomorrow at a quarter past two       = 2026-09-30T14:15
        quarter to twelve tomorrow           = 2026-09-30T11:45
        tomorrow quarter to noon             = 2026-09-30T11:45
        tomorrow ten past four               = 2026-09-30T16:10
        tomorrow at twenty to five           = 2026-09-30T16:40
        tomorrow at 20 past 4                = 2026-09-30T16:20
        tomorrow 2 30 pm                     = 2026-09-30T14:30
        2 30 pm tomorrow                     = 2026-09-30T14:30
        tomorrow at two thirty               = 2026-09-30T14:30
        tomorrow two thirty pm               = 2026-09-30T14:30
        tomorrow at nine oh five             = 2026-09-30T09:05
        tomorrow at two o'clock              = 2026-09-30T14:00
        tomorrow at 2 o’clock                = 2026-09-30T14:00
        tomorrow 2.30pm                      = 2026-09-30T14:30
        tomorrow 2:30 p.m.                   = 2026-09-30T14:30
        tomorrow at 2:30                     = 2026-09-30T14:30
        tomorrow at 230 pm                   = 2026-09-30T14:30
        tomorrow at 1430                     = 2026-09-30T14:30
        tomorrow 1430 hours                  = 2026-09-30T14:30
        tomorrow at 09:00                    = 2026-09-30T09:00
        tomorrow at 02:00                    = 2026-09-30T02:00
        tomorrow at 12                       = 2026-09-30T12:00
        tomorrow at 12 noon                  = 2026-09-30T12:00
        tomorrow at twelve thirty            = 2026-09-30T12:30
        tomorrow at 12 am                    = 2026-09-30T00:00
        tomorrow at 12:15 pm                 = 2026-09-30T12:15
        tomorrow at 5                        = 2026-09-30T17:00
        tomorrow at 7                        = 2026-09-30T07:00
        tomorrow at 8 pm                     = 2026-09-30T20:00
        tomorrow at 14:00 pm                 = 2026-09-30T14:00
        tomorrow at 14:00 am                 = ? Contradiction
        tomorrow at 25                       = ? NoSuchTime
        tomorrow at 2:75                     = ? NoSuchTime
        tomorrow at 24:00                    = ? NoSuchTime
        tomorrow at 2 and 3                  = ? Words
        tomorrow at 2 or 3                   = ? Words
        tomorrow 10 to 12                    = ? Words

        # A time without a day is today's while it is ahead
        2                                    = 2026-09-29T14:00
        2 pm                                 = 2026-09-29T14:00
        at noon                              = 2026-09-29T12:00
        9 am                                 = ? NoDay
        half past two                        = 2026-09-29T14:30

        # From now
        in two hours                         = 2026-09-29T12:00
        in 2 hours                           = 2026-09-29T12:00
        two hours from now                   = 2026-09-29T12:00
        in an hour                           = 2026-09-29T11:00
        in an hour and a half                = 2026-09-29T11:30
        in two and a half hours              = 2026-09-29T12:30
        in half an hour                      = 2026-09-29T10:30
        in an hour and fifteen minutes       = 2026-09-29T11:15
        in 90 minutes                        = 2026-09-29T11:30
        now                                  = 2026-09-29T10:00
        in 3 days                            = 2026-10-02 any
        in three days at 2 pm                = 2026-10-02T14:00
        three days from now at 2 pm          = 2026-10-02T14:00
        two days from tomorrow at noon       = 2026-10-02T12:00
        in a week                            = 2026-10-06 any
        in two weeks at 10                   = 2026-10-13T10:00
        in two hours tomorrow                = ? Contradiction
        two hours                            = ? Words

        # Several days, and bounds
        next week                            = 2026-10-05..2026-10-11 any
        this week                            = 2026-09-29..2026-10-04 any
        next week in the morning             = 2026-10-05..2026-10-11 08:00-12:00
        next week at 2                       = ? NoDay
        this weekend                         = 2026-10-03..2026-10-04 any
        next weekend                         = 2026-10-10..2026-10-11 any
        as soon as possible                  = 2026-09-29..2026-10-06 any
        first available                      = 2026-09-29..2026-10-06 any
        any time tomorrow                    = 2026-09-30 any
        tomorrow after 3                     = 2026-09-30 15:00-24:00
        tomorrow before noon                 = 2026-09-30 00:00-12:00
        tomorrow between 2 and 4             = 2026-09-30 14:00-16:00
        Friday from 2 to 4 pm                = 2026-10-02 14:00-16:00
        tomorrow afternoon after 3           = 2026-09-30 15:00-17:00
        tomorrow between 4 and 2             = ? Contradiction

        # Not a time
        banana                               = ? Words
        whenever you like                    = ? Words
        the blue house                       = ? Words
        not tomorrow                         = ? Words
        next                                 = ? Words
        next month                           = ? Words
        at                                   = ? Words
        please                               = ? Words
        October                              = ? Words
        -                                    = ? Words
        12345                                = ? Words
        99999999999999999999999999           = ? Words
        1:2:3:4:5                            = ? Words
        tomorrow at 2 📅                     = ? Words
        🙂                                    = ? Words
        mañana a las dos                     = ? Words
        '; DROP TABLE appointments; --       = ? Words
        tomorrow' OR '1' EQ '1               = ? Words
        <script>alert(1)</script>            = ? Words
        null                                 = ? Words
        undefined                            = ? Words
        {"start":"2026-10-07"}               = ? Words
        2026-10-07T14:00; DROP TABLE x       = ? Words
        supercalifragilisticexpialidocious   = ? Words
        """);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Words_mean(string words, string meaning) => Assert.Equal(meaning, Describe(SpokenTime.Read(words, Now, Settings)));

    [Theory]
    [InlineData(null, UnclearReason.Empty)]
    [InlineData("", UnclearReason.Empty)]
    [InlineData(" \t\r\n ", UnclearReason.Empty)]
    [InlineData("tomorrow\nat 2", UnclearReason.Words)]
    [InlineData("tomorrow\0at 2", UnclearReason.Words)]
    [InlineData("\u202etomorrow", UnclearReason.Words)]
    public void Nothing_and_control_characters_are_not_a_time(string? words, UnclearReason reason) =>
        Assert.Equal(new SpokenTimeResult.Unclear(reason), SpokenTime.Read(words, Now, Settings));

    [Fact]
    public void The_hour_follows_the_business_hours_and_is_asked_for_where_they_leave_it_open()
    {
        var evenings = Settings with { BusinessHours = WeeklyHours.Create(_ => [new OpenWindow(17 * 60, 22 * 60)]) };
        Assert.Equal("2026-09-30T20:00", Describe(SpokenTime.Read("tomorrow at 8", Now, evenings)));
        Assert.Equal("2026-09-30T17:00", Describe(SpokenTime.Read("tomorrow at 5", Now, evenings)));
        var always = Settings with { BusinessHours = WeeklyHours.Create(_ => [new OpenWindow(0, 24 * 60)]) };
        Assert.Equal("? MorningOrEvening", Describe(SpokenTime.Read("tomorrow at 8", Now, always)));
        Assert.Equal("2026-09-30T20:00", Describe(SpokenTime.Read("tomorrow at 8 pm", Now, always)));
    }

    [Fact]
    public void Day_and_month_in_numbers_are_read_as_the_place_writes_them()
    {
        var london = Settings with { Zone = DateTimeZoneProviders.Tzdb["Europe/London"] };
        Assert.Equal("? DayOrMonth", Describe(SpokenTime.Read("10/7 at 2 pm", Now, london)));
        Assert.Equal("2026-10-13T14:00", Describe(SpokenTime.Read("13/10 at 2 pm", Now, london), london));
        var eastern = Settings with { Zone = DateTimeZoneProviders.Tzdb["US/Eastern"] };
        Assert.Equal("2026-10-07T14:00", Describe(SpokenTime.Read("10/7 at 2 pm", Now, eastern), eastern));
    }

    [Theory]
    [InlineData("America/Chicago", "2026-10-30T14:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-29T22:00Z")]
    [InlineData("America/Vancouver", "2026-10-30T16:00Z")]
    public void Wall_times_are_those_of_the_calendars_zone(string zone, string instant)
    {
        var settings = Settings with { Zone = DateTimeZoneProviders.Tzdb[zone] };
        var expected = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm'Z'").Parse(instant).Value;
        Assert.Equal(new SpokenTimeResult.Exact(expected), SpokenTime.Read("October 30 at 9 am", Now, settings));
        Assert.Equal(new SpokenTimeResult.Exact(expected), SpokenTime.Read("2026-10-30T09:00", Now, settings));
    }

    private static string Describe(SpokenTimeResult result, CalendarSettings? settings = null) => result switch
    {
        SpokenTimeResult.Exact exact => exact.Start.InZone((settings ?? Settings).Zone).ToString("uuuu-MM-dd'T'HH:mm", null),
        SpokenTimeResult.Wanted wanted => (wanted.FirstDay == wanted.LastDay ? $"{wanted.FirstDay:uuuu-MM-dd} " : $"{wanted.FirstDay:uuuu-MM-dd}..{wanted.LastDay:uuuu-MM-dd} ")
            + (wanted.Part is { } part ? $"{OpenWindow.Write(part.FromMinute)}-{OpenWindow.Write(part.ToMinute)}" : "any"),
        SpokenTimeResult.PastYear slip => $"past year → {Describe(slip.Corrected)}",
        SpokenTimeResult.NoSuchDate => "no such date",
        SpokenTimeResult.Unclear unclear => $"? {unclear.Reason}",
        _ => throw new InvalidOperationException(),
    };

    private static TheoryData<string, string> Read(string table)
    {
        var data = new TheoryData<string, string>();
        foreach (var line in table.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var separator = line.LastIndexOf(" = ", StringComparison.Ordinal);
            data.Add(line[..separator].Trim(), line[(separator + 3)..].Trim());
        }

        return data;
    }
}
