using System.Text;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Tests.Messages;

public class MessageReaderTests
{
    private static VapiMessage Read(string name) => MessageReader.Read(Payloads.Read(name))!;

    private static VapiMessage ReadText(string json) => MessageReader.Read(Encoding.UTF8.GetBytes(json))!;

    [Fact]
    public void Parallel_calls_repeated_in_three_lists_are_read_once_each_and_in_order()
    {
        var message = Read("01-tool-calls-parallel.json");

        Assert.Equal(MessageKind.ToolCalls, message.Kind);
        Assert.Equal(["call_Qm4xT1vYb8LrK2sZpW6nD9aE", "call_Hc7uJ5oNe3GfV0iXtR8yB1qM"], message.ToolCalls.Select(call => call.Id));
        Assert.Equal(["118 Birchwood Ave, Apt 4", "902 Larkspur Ct"], message.ToolCalls.Select(call => call.Arguments[Argument.PropertyAddress]));
        Assert.All(message.ToolCalls, call => Assert.Equal("2026-10-02", call.Arguments[Argument.Date]));
        Assert.Equal(
            new CallFacts(
                "01995f3a-6c1e-7aa4-9d27-3f0b8e5c1d42", "inboundPhoneCall", "9d2e4b71-0c58-4f6a-8e13-6b7a5d4c3f20",
                "+14055550187", "+14055550142"),
            message.Call);
    }

    [Fact]
    public void Arguments_in_a_json_string_are_read()
    {
        var call = Assert.Single(Read("02-tool-calls-arguments-string.json").ToolCalls);

        Assert.Equal(ToolCallDefect.None, call.Defect);
        Assert.Equal("Renée O'Connor", call.Arguments[Argument.AttendeeName]);
        Assert.Equal("2026-10-03T10:30:00", call.Arguments[Argument.StartTime]);
        Assert.Equal("+14055550187", call.Arguments[Argument.AttendeePhone]);
        Assert.StartsWith("{\"property_address\": \"118 Birchwood", call.Arguments.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_in_an_object_are_read_and_null_counts_as_absent()
    {
        var message = Read("03-tool-calls-arguments-object.json");
        var call = Assert.Single(message.ToolCalls);

        Assert.Equal("902 Larkspur Ct", call.Arguments[Argument.PropertyAddress]);
        Assert.Null(call.Arguments[Argument.Date]);
        Assert.False(call.Arguments.IsUnusable(Argument.Date));
        Assert.Equal("webCall", message.Call.Type);
        Assert.Null(message.Call.CallerNumber);
    }

    [Fact]
    public void The_legacy_function_call_is_read_without_an_id()
    {
        var message = Read("04-function-call-legacy.json");
        var call = Assert.Single(message.ToolCalls);

        Assert.True(message.HasTopLevelResult);
        Assert.Equal(("", "get_availability", ToolCallDefect.None), (call.Id, call.Name, call.Defect));
        Assert.Equal("118 Birchwood Ave, Apt 4", call.Arguments[Argument.PropertyAddress]);
    }

    [Fact]
    public void An_assistant_request_names_the_number_that_was_called()
    {
        var message = Read("05-assistant-request-inbound.json");

        Assert.Equal(MessageKind.AssistantRequest, message.Kind);
        Assert.Null(message.Call.AssistantId);
        Assert.Equal("+14055550142", message.Call.DialledNumber);
    }

    [Fact]
    public void A_status_update_tells_state_reason_and_times()
    {
        var message = Read("06-status-update-ended.json");

        Assert.Equal(MessageKind.StatusUpdate, message.Kind);
        Assert.Equal("ended", message.Progress!.Status);
        Assert.Equal("customer-ended-call", message.Progress.EndedReason);
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 14, 0, 0, TimeSpan.Zero), message.Progress.StartedAt);
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 14, 2, 6, 400, TimeSpan.Zero), message.Progress.EndedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1790863326400), message.Progress.SentAt);
    }

    [Fact]
    public void A_report_tells_how_the_call_went()
    {
        var report = Read("07-end-of-call-report.json").Progress!;

        Assert.Null(report.Status);
        Assert.Equal(0.1874m, report.Cost);
        Assert.Equal(126.4m, report.DurationSeconds);
        Assert.StartsWith("Renée O'Connor booked", report.Summary, StringComparison.Ordinal);
        Assert.StartsWith("AI: Hi, this is", report.Transcript, StringComparison.Ordinal);
        Assert.Equal("https://storage.example.invalid/rec/mono.wav", report.RecordingUrl);
    }

    [Fact]
    public void Arguments_cut_off_in_the_middle_spoil_only_their_own_call()
    {
        var call = Assert.Single(Read("08-malformed-truncated-arguments.json").ToolCalls);

        Assert.Equal(ToolCallDefect.UnreadableArguments, call.Defect);
        Assert.Equal(("call_Wn8bL3xPy5RgS1tDkA7vU0jQ", "set_appointment"), (call.Id, call.Name));
    }

    [Fact]
    public void Each_bad_call_has_its_own_defect_and_the_good_ones_run()
    {
        var calls = Read("09-malformed-mixed-tool-calls.json").ToolCalls;

        Assert.Equal(
            [
                ("call_Ok1", ToolCallDefect.None),
                ("", ToolCallDefect.UnusableId),
                ("call_NoFunction", ToolCallDefect.NoName),
                ("call_NullArgs", ToolCallDefect.None),
                ("call_ArrayArgs", ToolCallDefect.UnreadableArguments),
                ("call_UnknownTool", ToolCallDefect.None),
                ("call_WrongTypes", ToolCallDefect.None),
                ("", ToolCallDefect.UnusableId),
            ],
            calls.Select(call => (call.Id, call.Defect)));
        Assert.Equal("902", calls[6].Arguments[Argument.PropertyAddress]);
        Assert.True(calls[6].Arguments.IsUnusable(Argument.StartTime));
        Assert.True(calls[6].Arguments.IsUnusable(Argument.AttendeeName));
    }

    [Fact]
    public void A_message_without_a_type_is_a_tool_call_when_it_holds_one()
    {
        var message = Read("10-malformed-untyped-envelope.json");

        Assert.Equal("call_Untyped1", Assert.Single(message.ToolCalls).Id);
        Assert.Equal(new CallFacts(null, null, null, null, null), message.Call);
    }

    [Fact]
    public void The_flat_shape_of_the_documents_is_read_and_a_tools_schema_is_never_taken_for_values()
    {
        var calls = Read("11-tool-calls-flat-docs-shape.json").ToolCalls;

        Assert.Equal(["call_Fx6", "call_Fx7"], calls.Select(call => call.Id));
        Assert.Equal(["902 Larkspur Ct", "118 Birchwood Ave, Apt 4"], calls.Select(call => call.Arguments[Argument.PropertyAddress]));
        Assert.All(calls, call => Assert.Equal("get_availability", call.Name));
    }

    [Fact]
    public void A_call_that_only_the_third_list_has_takes_its_name_from_the_tool()
    {
        var message = ReadText("""
            {"message":{"toolWithToolCallList":[{"function":{"name":"get_availability","parameters":{"type":"object"}},
            "toolCall":{"id":"call_1","parameters":{"date":"tomorrow"}}}]}}
            """);

        var call = Assert.Single(message.ToolCalls);
        Assert.Equal(("call_1", "get_availability", "tomorrow"), (call.Id, call.Name, call.Arguments[Argument.Date]));
    }

    [Fact]
    public void Lists_are_united_whatever_their_order_in_the_body()
    {
        var message = ReadText("""
            {"message":{
              "toolCalls":[{"id":"b","name":"get_availability","arguments":{"date":"tomorrow"}},{"id":"c","name":"find_appointment"}],
              "type":"tool-calls",
              "toolCallList":[{"id":"a","name":"get_availability"},{"id":"b"},{"name":"get_availability"}]}}
            """);

        Assert.Equal(["a", "b", "", "c"], message.ToolCalls.Select(call => call.Id));
        Assert.Equal("get_availability", message.ToolCalls[1].Name);
        Assert.Equal("tomorrow", message.ToolCalls[1].Arguments[Argument.Date]);
    }

    [Theory]
    [InlineData("""{"website":"homes.test"}""")]
    [InlineData("""{"message":{"website":"homes.test"}}""")]
    [InlineData("""{"message":null,"body":{"website":"homes.test"}}""")]
    [InlineData("""{"parameters":{"website":"homes.test"}}""")]
    [InlineData("""{"functionCall":{"parameters":{"website":"homes.test"}}}""")]
    [InlineData("""{"message":{"type":"function-call","functionCall":{"parameters":"{\"website\":\"homes.test\"}"}}}""")]
    [InlineData("""{"body":{"properties":{"website":{"value":"homes.test"}}}}""")]
    public void A_website_without_a_tool_name_searches_that_website(string body)
    {
        var message = ReadText(body);

        Assert.Equal(MessageKind.ToolCalls, message.Kind);
        var call = Assert.Single(message.ToolCalls);
        Assert.Equal(("search_rentals", "homes.test"), (call.Name, call.Arguments[Argument.Website]));
        Assert.True(message.HasTopLevelResult);
    }

    [Fact]
    public void A_website_beside_a_named_tool_changes_nothing()
    {
        var message = ReadText("""{"website":"homes.test","message":{"toolCallList":[{"id":"a","name":"get_availability"}]}}""");

        Assert.Equal("get_availability", Assert.Single(message.ToolCalls).Name);
    }

    [Theory]
    [InlineData("tool-calls", MessageKind.Other)]
    [InlineData("transcript[transcriptType=\\\"final\\\"]", MessageKind.Other)]
    [InlineData("status-update[status=\\\"ended\\\"]", MessageKind.StatusUpdate)]
    [InlineData("conversation-update", MessageKind.Other)]
    [InlineData("phone-call-control", MessageKind.Other)]
    public void The_type_is_read_without_its_filter(string type, MessageKind kind) =>
        Assert.Equal(kind, ReadText($$$"""{"message":{"type":"{{{type}}}","transcript":"hello"}}""").Kind);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"message\":{\"type\":\"tool-calls\"}")]
    [InlineData("{\"message\":{}} trailing")]
    [InlineData("not json")]
    public void What_is_not_json_is_refused(string body) => Assert.Null(MessageReader.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{\"message\":{}}]")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"message\":[]}")]
    [InlineData("{\"message\":{\"toolCallList\":{},\"toolCalls\":\"x\",\"toolWithToolCallList\":7}}")]
    public void Json_of_another_kind_asks_for_nothing(string body) => Assert.Equal(MessageKind.Other, ReadText(body).Kind);

    [Fact]
    public void Nesting_beyond_reason_is_refused()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Assert.Null(MessageReader.Read(Encoding.UTF8.GetBytes(deep)));
        Assert.Null(MessageReader.Read(Encoding.UTF8.GetBytes($$"""{"message":{"artifact":{{deep}} } }""")));
    }

    [Fact]
    public void Deep_arguments_spoil_only_their_own_call()
    {
        var deep = new string('[', 40) + new string(']', 40);
        var message = ReadText($$"""{"message":{"toolCallList":[{"id":"a","name":"x","arguments":{"q":{{deep}} } },{"id":"b","name":"x"}]} }""");

        Assert.Equal([ToolCallDefect.UnreadableArguments, ToolCallDefect.None], message.ToolCalls.Select(call => call.Defect));
    }

    [Fact]
    public void Half_an_emoji_spoils_only_its_own_value()
    {
        var message = ReadText("""
            {"message":{"toolCallList":[{"id":"a","name":"set_appointment",
            "arguments":{"attendee_name":"Ana","notes":"see you \ud83d","\ud83d":"x"}}]}}
            """);

        var call = Assert.Single(message.ToolCalls);
        Assert.Equal("Ana", call.Arguments[Argument.AttendeeName]);
        Assert.True(call.Arguments.IsUnusable(Argument.Notes));
    }

    [Fact]
    public void Misspelt_argument_names_are_understood_and_the_proper_name_wins()
    {
        var message = ReadText("""
            {"message":{"toolCallList":[{"id":"a","name":"set_appointment","arguments":
            {"address":"1 Elm St","startTime":"noon","Attendee-Name":"Ana","property_address":"2 Oak St","phone":"5550100"}}]}}
            """);

        var arguments = Assert.Single(message.ToolCalls).Arguments;
        Assert.Equal("2 Oak St", arguments[Argument.PropertyAddress]);
        Assert.Equal("noon", arguments[Argument.StartTime]);
        Assert.Equal("Ana", arguments[Argument.AttendeeName]);
        Assert.Equal("5550100", arguments[Argument.AttendeePhone]);
    }

    [Fact]
    public void An_id_is_given_back_exactly_even_when_it_cannot_be_used()
    {
        var huge = new string('x', 5_000);
        var message = ReadText($$"""
            {"message":{"toolCallList":[{"id":" a b ","name":"x"},{"id":"tab\there","name":"x"},{"id":"{{huge}}","name":"x"},{"id":17,"name":"x"}]} }
            """);

        Assert.Equal([" a b ", "tab\there", huge, "17"], message.ToolCalls.Select(call => call.Id));
        Assert.Equal(
            [ToolCallDefect.None, ToolCallDefect.UnusableId, ToolCallDefect.UnusableId, ToolCallDefect.None],
            message.ToolCalls.Select(call => call.Defect));
    }

    [Fact]
    public void A_flood_of_calls_is_answered_but_not_run()
    {
        var items = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"id":"c{{i}}","name":"get_availability"}"""));
        var calls = ReadText($$"""{"message":{"toolCallList":[{{items}}]} }""").ToolCalls;

        Assert.Equal(ToolCallReader.MostRun, calls.Count(call => call.Defect == ToolCallDefect.None));
        Assert.InRange(calls.Count, ToolCallReader.MostRun, 200);
    }

    [Theory]
    [InlineData("""{"messagesOpenAIFormatted":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},{"role":"user","content":"Are dogs fine?"},{"role":"assistant","content":"Let me see."}]}""")]
    [InlineData("""{"messages":[{"role":"user","message":"Are dogs fine?","time":1.5},{"role":"bot","message":"Let me see."}]}""")]
    [InlineData("""{"messagesOpenAIFormatted":[{"content":[{"type":"text","text":"Are dogs"},{"type":"image_url","image_url":{"url":"x"}},7,{"text":"fine?"}],"role":"user"}]}""")]
    [InlineData("""{"messagesOpenAIFormatted":[],"messages":[7,null,{"role":"user","message":"Are dogs fine?"},{"role":"user","message":null},{"role":"user","content":"  "}]}""")]
    [InlineData("""{"messagesOpenAIFormatted":{"role":"user"},"messages":[{"role":"user","message":"Are dogs fine?"},{"role":["user"],"message":"no"}]}""")]
    public void The_question_of_a_knowledge_base_request_is_what_the_caller_said_last(string members)
    {
        var message = ReadText("""{"message":{"type":"knowledge-base-request",""" + members[1..] + "}");

        Assert.Equal((MessageKind.KnowledgeBaseRequest, "Are dogs fine?"), (message.Kind, message.Question));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","messages":"all of them" """)]
    [InlineData(""","messages":[{"role":"bot","message":"Hello?"}]""")]
    [InlineData(""","messages":[{"role":"user","message":"\ud800"}]""")]
    [InlineData(""","messages":[{"role":"\ud800","message":"Hello"}]""")]
    public void Where_the_caller_said_nothing_there_is_no_question(string members) =>
        Assert.Null(ReadText("""{"message":{"type":"knowledge-base-request" """ + members + "}}").Question);

    [Fact]
    public void Of_a_very_long_question_the_end_counts()
    {
        var question = ReadText(
            """{"message":{"type":"knowledge-base-request","messages":[{"role":"user","message":" """ + new string('x', 5_000) + """ dogs?"}]}}""").Question!;

        Assert.Equal(1_000, question.Length);
        Assert.EndsWith(" dogs?", question, StringComparison.Ordinal);
    }
}
