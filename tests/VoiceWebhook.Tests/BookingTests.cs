using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeteRental.Contracts.Events;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>What callers do, with the real Calendar.</summary>
[Collection(SharedHost.Name)]
public sealed class BookingTests(VoiceHost host)
{
    private const string CountOfWorkspace = "SELECT count(*) FROM appointments WHERE workspace_id = @id AND status = 'confirmed'";

    private Task<long> CountAsync(Workspace workspace) => host.QueryAsync<long>(CountOfWorkspace, new { id = workspace.Id }, "calendardb");

    private Task<string> CallerPhoneAsync(Workspace workspace) =>
        host.QueryAsync<string>("SELECT coalesce(caller_phone, 'none') FROM appointments WHERE workspace_id = @id", new { id = workspace.Id }, "calendardb");

    [Fact]
    public async Task A_caller_hears_openings_books_one_and_the_call_says_so()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var callId = Guid.CreateVersion7().ToString();

        var offer = await workspace.CallAsync("get_availability", new JsonObject { ["property_address"] = "118 Birchwood Ave, Apt 4" }, callId);
        Assert.StartsWith("For 118 Birchwood Ave, Apt 4, I have ", offer.Result, StringComparison.Ordinal);
        Assert.EndsWith("?", offer.Result, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(offer.Result!, "AM|PM"));

        var start = (await workspace.OpeningsAsync())[0];
        var booked = await workspace.BookAsync(start, callId, "call_booking");

        Assert.StartsWith("You're all set, Ana Lee. I've booked your viewing of 118 Birchwood Ave, Apt 4 on ", booked.Result, StringComparison.Ordinal);
        Assert.Contains($"{start:dddd, MMMM d}", booked.Result, StringComparison.Ordinal);
        Assert.EndsWith("by text at the number you're calling from.", booked.Result, StringComparison.Ordinal);
        // The booking's event may tell of the call before the journal has written down who called.
        var call = await workspace.WaitForCallAsync(
            callId, seen => seen["outcome"]!.GetValue<string>() == "booked" && seen["tool_calls"]!.AsArray().Count == 2 && seen["caller"] is not null);
        Assert.Equal(Workspace.Caller, call["caller"]!.GetValue<string>());
        await Eventually.HoldsAsync(() => host.Events.Of<AppointmentBooked>(workspace.Id).Count == 1, "the booking is announced");
        Assert.Equal(Workspace.Caller, host.Events.Of<AppointmentBooked>(workspace.Id)[0].Appointment.AttendeePhone);
    }

    [Fact]
    public async Task The_same_tool_call_delivered_many_times_books_once_and_says_the_same_words()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[1];

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => workspace.BookAsync(start, "call-again", "call_again")));
        var reissued = await workspace.BookAsync(start, "call-again", "call_new_id");

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(answers[0].Result, reissued.Result);
        Assert.Contains("booked", answers[0].Result, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Fact]
    public async Task Without_a_call_id_a_repeated_tool_call_is_still_one_booking()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[0];
        var message = workspace.Message("tool-calls", null);
        message["toolCallList"] = new JsonArray(new JsonObject
        {
            ["id"] = "call_without_call",
            ["name"] = "book_appointment",
            ["parameters"] = Workspace.BookingArguments(start),
        });

        var first = Assert.Single(Workspace.Results(await workspace.PostAsync(message)));
        var again = Assert.Single(Workspace.Results(await workspace.PostAsync(message)));

        Assert.Contains("booked", first.Result, StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Fact]
    public async Task A_repeated_legacy_call_without_any_id_is_one_booking_too()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var message = workspace.Message("function-call", "call-legacy");
        message["functionCall"] = new JsonObject
        {
            ["name"] = "set_appointment",
            ["parameters"] = Workspace.BookingArguments((await workspace.OpeningsAsync())[0]),
        };

        var first = await workspace.PostAsync(message);
        var again = await workspace.PostAsync(message);

        Assert.Contains("booked", first["result"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(first, again));
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Fact]
    public async Task Tool_calls_of_one_message_are_answered_side_by_side_in_their_order()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        var message = workspace.Message("tool-calls", "call-parallel");
        message["toolCallList"] = new JsonArray(
        [
            .. Enumerable.Range(0, 8).Select(i => (JsonNode)new JsonObject
            {
                ["id"] = $"call_{i}",
                ["function"] = i % 2 == 0
                    ? new JsonObject { ["name"] = "get_availability", ["arguments"] = "{}" }
                    : new JsonObject { ["name"] = "set_appointment", ["arguments"] = Workspace.BookingArguments(openings[0]).ToJsonString() },
            }),
        ]);

        var answers = Workspace.Results(await workspace.PostAsync(message));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"call_{i}"), answers.Select(answer => answer.ToolCallId));
        Assert.All(answers, answer => Assert.NotNull(answer.Result));
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Fact]
    public async Task A_taken_time_is_refused_with_others_in_the_same_breath()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[2];
        await workspace.BookAsync(start);

        var refused = await workspace.BookAsync(start, caller: "+15550100123", name: "Bo Kim");

        Assert.Contains("is already taken. I could offer ", refused.Result, StringComparison.Ordinal);
        Assert.EndsWith("?", refused.Result, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", refused.Result, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Fact]
    public async Task A_spanish_agent_speaks_spanish()
    {
        var workspace = await host.CreateWorkspaceAsync("es");
        var start = (await workspace.OpeningsAsync())[0];

        Assert.EndsWith("¿Cuál le queda mejor?", (await workspace.CallAsync("get_availability", [])).Result, StringComparison.Ordinal);
        Assert.StartsWith("Todo listo, Ana Lee. Reservé su visita", (await workspace.BookAsync(start)).Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_finds_moves_and_calls_off_their_own_viewing_and_nobody_elses()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        const string stranger = "+15550100199";
        await workspace.BookAsync(openings[0]);

        var theirs = new[]
        {
            await workspace.CallAsync("find_appointment", [], caller: stranger),
            await workspace.CallAsync("find_appointment", new JsonObject { ["attendee_phone"] = Workspace.Caller, ["attendee_name"] = "Ana Lee" }, caller: stranger),
            await workspace.CallAsync("cancel_appointment", new JsonObject { ["attendee_phone"] = Workspace.Caller }, caller: stranger),
            await workspace.CallAsync("reschedule_appointment", new JsonObject { ["start_time"] = $"{openings[4]:O}", ["attendee_phone"] = Workspace.Caller }, caller: stranger),
            await workspace.CallAsync("cancel_appointment", [], caller: null),
            await workspace.CallAsync("cancel_appointment", [], caller: "+266696687"),
        };
        Assert.All(theirs, answer => Assert.DoesNotContain("Birchwood", answer.Words, StringComparison.Ordinal));
        Assert.Equal(1, await CountAsync(workspace));

        var found = await workspace.CallAsync("find_appointment", new JsonObject { ["attendee_phone"] = "(555) 010-0187" });
        var moved = await workspace.CallAsync("reschedule_appointment", new JsonObject { ["start_time"] = $"{openings[4]:O}" }, "call-change", "call_move");
        var cancelled = await workspace.CallAsync("cancel_appointment", new JsonObject { ["reason"] = "found another home" }, "call-change", "call_cancel");

        Assert.StartsWith("You're booked to see 118 Birchwood Ave, Apt 4 on ", found.Result, StringComparison.Ordinal);
        Assert.StartsWith("Done. Your viewing of 118 Birchwood Ave, Apt 4 has moved from ", moved.Result, StringComparison.Ordinal);
        Assert.EndsWith("is cancelled. Would you like to book another time?", cancelled.Result, StringComparison.Ordinal);
        Assert.Equal(cancelled, await workspace.CallAsync("cancel_appointment", [], "call-change", "call_cancel"));
        Assert.Equal(0, await CountAsync(workspace));
        await workspace.WaitForCallAsync("call-change", seen => seen["outcome"]!.GetValue<string>() == "cancelled");
    }

    [Fact]
    public async Task A_web_caller_learns_the_time_with_number_and_name_and_never_the_place()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[0];
        await workspace.BookAsync(start);

        var asked = await FindAsync(null, null);
        var wrongName = await FindAsync(Workspace.Caller, "Bo Kim");
        var wrongNumber = await FindAsync("+15550100111", "Ana Lee");
        var right = await FindAsync(Workspace.Caller, "ana lee");

        Assert.Contains("What phone number and what name", asked.Result, StringComparison.Ordinal);
        Assert.Equal(wrongName.Result, wrongNumber.Result);
        Assert.StartsWith("I don't see", wrongName.Result, StringComparison.Ordinal);
        Assert.Contains($"{start:dddd, MMMM d}", right.Result, StringComparison.Ordinal);
        Assert.DoesNotContain("Birchwood", right.Result, StringComparison.Ordinal);

        Task<Answer> FindAsync(string? phone, string? name) =>
            workspace.CallAsync("find_appointment", new JsonObject { ["attendee_phone"] = phone, ["attendee_name"] = name }, caller: null);
    }

    [Fact]
    public async Task What_was_booked_for_somebody_elses_number_is_talked_about_on_the_line_it_was_booked_from()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        const string friend = "+15550100144";
        await workspace.BookAsync(openings[0], caller: "(555) 010-0187", phone: friend);
        Assert.Equal(Workspace.Caller, await CallerPhoneAsync(workspace));

        var found = await workspace.CallAsync("find_appointment", []);
        var named = await workspace.CallAsync("find_appointment", new JsonObject { ["attendee_phone"] = friend });
        var byFriend = await workspace.CallAsync("find_appointment", [], caller: friend);
        var stranger = await workspace.CallAsync("find_appointment", new JsonObject { ["attendee_phone"] = friend }, caller: "+15550100199");
        var claimed = await workspace.CallAsync(
            "find_appointment", new JsonObject { ["attendee_phone"] = Workspace.Caller, ["attendee_name"] = "Ana Lee" }, caller: null);
        var moved = await workspace.CallAsync("reschedule_appointment", new JsonObject { ["start_time"] = $"{openings[4]:O}" });
        var cancelled = await workspace.CallAsync("cancel_appointment", []);

        Assert.All([found, named, byFriend], answer => Assert.StartsWith("You're booked to see 118 Birchwood Ave, Apt 4 on ", answer.Result, StringComparison.Ordinal));
        Assert.DoesNotContain("Birchwood", stranger.Words, StringComparison.Ordinal);
        Assert.StartsWith("I don't see", claimed.Result, StringComparison.Ordinal);
        Assert.StartsWith("Done. Your viewing of 118 Birchwood Ave, Apt 4 has moved from ", moved.Result, StringComparison.Ordinal);
        Assert.EndsWith("is cancelled. Would you like to book another time?", cancelled.Result, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Workspace.Caller[2..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_the_callers_viewings_the_number_they_were_booked_for_picks_one()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        const string friend = "+15550100144";
        await workspace.BookAsync(openings[0]);
        await workspace.BookAsync(openings[^1], phone: friend);

        var all = await workspace.CallAsync("find_appointment", []);
        var forFriend = await workspace.CallAsync("find_appointment", new JsonObject { ["attendee_phone"] = friend });

        Assert.EndsWith("Which one do you mean?", all.Result, StringComparison.Ordinal);
        Assert.StartsWith("You're booked to see 118 Birchwood Ave, Apt 4 on ", forFriend.Result, StringComparison.Ordinal);
        Assert.Contains($"{openings[^1]:dddd, MMMM d}", forFriend.Result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("anonymous")]
    [InlineData("+266696687")]
    public async Task A_hidden_number_is_not_kept_as_the_line_a_viewing_was_booked_from(string? hidden)
    {
        var workspace = await host.CreateWorkspaceAsync();

        var booked = await workspace.BookAsync((await workspace.OpeningsAsync())[0], caller: hidden, phone: Workspace.Caller);
        var found = await workspace.CallAsync("find_appointment", [], caller: hidden);

        Assert.Contains("booked", booked.Result, StringComparison.Ordinal);
        Assert.DoesNotContain("Birchwood", found.Words, StringComparison.Ordinal);
        Assert.Equal("none", await CallerPhoneAsync(workspace));
    }

    [Fact]
    public async Task Of_several_viewings_the_caller_says_which()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        await workspace.BookAsync(openings[0]);
        var other = Workspace.BookingArguments(openings[^1]);
        other["property_address"] = "902 Larkspur Ct";
        await workspace.CallAsync("set_appointment", other);

        var asked = await workspace.CallAsync("cancel_appointment", []);
        var cancelled = await workspace.CallAsync("cancel_appointment", new JsonObject { ["appointment_id"] = "the one on Larkspur" });

        Assert.Contains("118 Birchwood Ave, Apt 4 on ", asked.Result, StringComparison.Ordinal);
        Assert.EndsWith("Which one do you mean?", asked.Result, StringComparison.Ordinal);
        Assert.StartsWith("Your viewing of 902 Larkspur Ct", cancelled.Result, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(workspace));
    }

    [Theory]
    [InlineData("attendee_name", null, "May I have your name")]
    [InlineData("attendee_name", "\u0000\u0001", "May I have your name")]
    [InlineData("property_address", "", "Which address")]
    [InlineData("start_time", null, "Which day and time")]
    [InlineData("start_time", "February 30 at 2 pm", "didn't catch the day and time")]
    [InlineData("start_time", "2019-05-06T14:00:00", "That date is in the past")]
    [InlineData("attendee_email", "not an address", "Could you spell it")]
    [InlineData("attendee_phone", "55", "digit by digit")]
    public async Task What_is_missing_or_unusable_is_asked_for_and_nothing_is_booked(string field, string? value, string words)
    {
        var workspace = await host.CreateWorkspaceAsync();
        var arguments = Workspace.BookingArguments((await workspace.OpeningsAsync())[0]);
        arguments[field] = value;

        var asked = await workspace.CallAsync("set_appointment", arguments);

        Assert.Contains(words, asked.Result, StringComparison.Ordinal);
        Assert.EndsWith("?", asked.Result, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Fact]
    public async Task Calendar_being_away_is_an_apology_in_time_and_the_booking_can_be_repeated_afterwards()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[0];
        foreach (var resource in new[] { "calendar", "postgres" })
        {
            await host.WithoutAsync(resource, async () =>
            {
                var watch = System.Diagnostics.Stopwatch.StartNew();
                var sorry = await workspace.BookAsync(start, "call-away", "call_away");
                Assert.StartsWith("I'm sorry", sorry.Error, StringComparison.Ordinal);
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
            });
        }

        var booked = await workspace.BookAsync(start, "call-away", "call_away");
        Assert.Contains("booked", booked.Result, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(workspace));
    }
}
