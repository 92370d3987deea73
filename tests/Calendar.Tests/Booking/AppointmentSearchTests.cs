namespace PeteRental.Calendar.Tests.Booking;

/// <summary>Looking for appointments in lists.</summary>
public sealed class AppointmentSearchTests(CalendarHost host)
{
    [Fact]
    public async Task A_filtered_list_is_walked_page_by_page_without_gap_or_repetition()
    {
        var workspace = host.NewWorkspace();
        await workspace.OpenAlwaysAsync();
        var kept = new List<string>();
        for (var hour = 0; hour < 9; hour++)
        {
            var booked = await workspace.BookAsync(CalendarHost.Monday.AddDays(1).AddHours(hour), address: $"{hour} Elm St");
            var id = booked.Body["appointment_id"]!.GetValue<string>();
            if (hour % 3 == 1)
            {
                await workspace.SendAsync(HttpMethod.Delete, $"/appointments/{id}");
            }
            else
            {
                kept.Add(id);
            }
        }

        Assert.Equal(kept, await WalkAsync(workspace, "status=confirmed,held"));
        Assert.Equal(kept[2..], await WalkAsync(workspace, $"status=confirmed&q=elm%20st&from={CalendarHost.Monday.AddDays(1).AddHours(3).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Equal(3, (await WalkAsync(workspace, "status=cancelled")).Count);
    }

    [Theory]
    [InlineData("élan")]
    [InlineData("ÉLAN VITAL")]
    [InlineData("Straße 7 é")]
    [InlineData("vital RENÉE@GUESTS.test")]
    [InlineData("guests.test +1405555")]
    [InlineData("+14055550187")]
    public async Task A_search_minds_neither_case_nor_the_border_between_address_and_attendee(string text)
    {
        var workspace = host.NewWorkspace();
        await workspace.SendAsync(HttpMethod.Post, "/appointments", new
        {
            start_time = "2027-03-02T14:00",
            property_address = "Straße 7",
            attendee_name = "Élan Vital",
            attendee_email = "renée@guests.test",
            attendee_phone = "+14055550187",
        });

        Assert.Single(await WalkAsync(workspace, $"q={Uri.EscapeDataString(text)}"));
        Assert.Empty(await WalkAsync(workspace, "q=nobody"));
    }

    [Fact]
    public async Task The_longest_details_can_be_booked_and_found()
    {
        var workspace = host.NewWorkspace();
        var random = new Random(7);
        var booked = await workspace.SendAsync(HttpMethod.Post, "/appointments", new
        {
            start_time = "2027-03-02T14:00",
            property_address = Letters(300),
            attendee_name = Letters(200),
            attendee_email = $"{Letters(241)}@guests.test",
            attendee_phone = "+14055550187",
        });

        Assert.Equal(201, booked.Status);
        Assert.Single(await WalkAsync(workspace, $"q={Uri.EscapeDataString(booked.Body["attendee_email"]!.GetValue<string>()[^90..])}"));

        // Three bytes each, and nothing that could be compressed.
        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)random.Next(0x4E00, 0x9FA5)));
    }

    [Fact]
    public async Task The_lists_of_an_agent_and_of_a_person_are_walked_too_and_are_empty_from_outside()
    {
        var (workspace, other) = (host.NewWorkspace(), host.NewWorkspace());
        await workspace.OpenAlwaysAsync();
        var agent = Guid.CreateVersion7();
        var (ofAgent, ofPerson) = (new List<string>(), new List<string>());
        for (var hour = 0; hour < 8; hour++)
        {
            var booked = await workspace.SendAsync(HttpMethod.Post, "/appointments", new
            {
                start_time = CalendarHost.Monday.AddDays(1).AddHours(hour),
                property_address = "9 Elm St",
                attendee_name = "Ann Lee",
                agent_id = hour % 2 == 0 ? agent : (Guid?)null,
            });
            var id = booked.Body["appointment_id"]!.GetValue<string>();
            ofPerson.Add(id);
            ofAgent.AddRange(hour % 2 == 0 ? [id] : []);
        }

        Assert.Equal(ofAgent, await WalkAsync(workspace, "status=confirmed", $"/agents/{agent}/appointments"));
        Assert.Equal(ofPerson, await WalkAsync(workspace, "status=confirmed", $"/users/{workspace.OwnerId}/appointments"));
        Assert.Empty(await WalkAsync(other, "status=confirmed", $"/agents/{agent}/appointments"));
        Assert.Empty(await WalkAsync(other, "status=confirmed", $"/users/{workspace.OwnerId}/appointments"));
        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, "/users/nobody/appointments")).Status);
        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, "/agents/nobody/appointments")).Status);
    }

    private static async Task<List<string>> WalkAsync(Workspace workspace, string query, string path = "/appointments")
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await workspace.GetAsync($"{path}?limit=2&{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            ids.AddRange(page["appointments"]!.AsArray().Select(item => item!["appointment_id"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return ids;
    }
}
