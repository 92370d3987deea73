using System.Text.Json;
using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Calls, as at <c>https://api.vapi.ai/call</c>. Nobody is rung up: a call stays queued, or scheduled.</summary>
internal static class CallEndpoints
{
    private static readonly string[] Speakers = ["assistantId", "assistant", "squadId", "squad", "workflowId", "workflow"];
    private static readonly string[] Filters = ["id", "assistantId", "phoneNumberId"];

    /// <summary>Maps <c>/vapi/call</c>.</summary>
    public static void MapCalls(this IEndpointRouteBuilder vapi)
    {
        var group = vapi.MapGroup("/call").WithTags("Vapi: calls");
        group.MapGet("/", List).WithSummary("Calls, latest first").WithDescription("By id, assistantId, phoneNumberId and time.");
        group.MapPost("/", Create).WithSummary("Makes a call")
            .WithDescription("Needs who speaks, a phone number of the account, and a customer with an E.164 number; with customers one call for each.");
        group.MapGet("/{id}", Get).WithSummary("One call");
        group.MapPatch("/{id}", Update).WithSummary("Names a call");
        group.MapDelete("/{id}", Delete).WithSummary("Deletes a call and answers it").WithDescription("One at a time: ids is refused.");
    }

    private static VapiReply List(VapiAccount account, ListQuery query)
    {
        var wanted = Filters.Where(query.Values.ContainsKey).ToDictionary(name => name, name => query.Values[name], StringComparer.Ordinal);
        return account.Calls.List(query, call => wanted.All(pair =>
            string.Equals(pair.Key == "id" ? call.Id.ToString() : call.Text(pair.Key), pair.Value, StringComparison.OrdinalIgnoreCase)));
    }

    private static VapiReply Create(VapiAccount account, VapiBody body)
    {
        if (body.Check(CallShape.Created) is { Count: > 0 } refusals)
        {
            return VapiReply.BadRequest(refusals);
        }

        if (Missing(account, body) is { } missing)
        {
            return VapiReply.BadRequest(missing);
        }

        var fields = body.Over(VapiBody.Nothing);
        if (!fields.Remove("customers", out var customers))
        {
            return account.Calls.Add(Call(fields, fields["customer"]));
        }

        var calls = customers.EnumerateArray().Select(customer => account.Calls.Add(Call(fields, customer))).ToList();
        return calls.Find(call => call.IsRefusal) ?? VapiReply.Created(new { results = calls.Select(call => call.Body), errors = Array.Empty<object>() });
    }

    private static VapiReply Get(VapiAccount account, string id) => account.Calls.Get(id);

    private static VapiReply Update(VapiAccount account, string id, VapiBody body) =>
        account.Calls.Change(id, _ => body.Check(CallShape.Changed), before => body.Over(before.Fields));

    private static VapiReply Delete(VapiAccount account, string id, VapiBody body)
    {
        if (body.Check(CallShape.Deleted) is { Count: > 0 } refusals)
        {
            return VapiReply.BadRequest(refusals);
        }

        return body.Has("ids") ? VapiReply.BadRequest("The sandbox deletes one call at a time") : account.Calls.Remove(id);
    }

    private static string? Missing(VapiAccount account, VapiBody body)
    {
        if (!Speakers.Any(body.Has))
        {
            return "Need Either `assistantId`, `assistant`, `squadId`, `squad`, `workflowId`, Or `workflow`.";
        }

        if (body.Text("assistantId") is { } assistantId && !account.Assistants.Has(assistantId))
        {
            return $"Couldn't Get Assistant. `assistantId` {assistantId} Does Not Exist.";
        }

        if (!body.Has("phoneNumberId"))
        {
            return "Need `phoneNumberId`: the sandbox calls from numbers of the account only.";
        }

        if (body.Text("phoneNumberId") is { } numberId && !account.PhoneNumbers.Has(numberId))
        {
            return $"Couldn't Get Phone Number. `phoneNumberId` {numberId} Does Not Exist.";
        }

        var customers = body.Has("customers") ? body.Root.GetProperty("customers").EnumerateArray().ToList()
            : body.Has("customer") ? [body.Root.GetProperty("customer")] : [];
        return customers.Count == 0 ? "Need Either `customer` Or `customers`."
            : customers.All(IsReachable) ? null
            : "customer.number must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).";
    }

    private static bool IsReachable(JsonElement customer) =>
        (customer.TryGetProperty("numberE164CheckEnabled", out var check) && check.ValueKind == JsonValueKind.False)
        || (customer.TryGetProperty("number", out var number) && PhoneNumberShape.IsE164(number.GetString()));

    private static Dictionary<string, JsonElement> Call(Dictionary<string, JsonElement> fields, JsonElement customer) => new(fields, StringComparer.Ordinal)
    {
        ["customer"] = customer,
        ["type"] = JsonSerializer.SerializeToElement("outboundPhoneCall"),
        ["status"] = JsonSerializer.SerializeToElement(fields.ContainsKey("schedulePlan") ? "scheduled" : "queued"),
        ["phoneCallProvider"] = JsonSerializer.SerializeToElement("twilio"),
        ["phoneCallTransport"] = JsonSerializer.SerializeToElement("pstn"),
    };
}
