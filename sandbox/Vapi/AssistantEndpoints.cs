using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Assistants, as at <c>https://api.vapi.ai/assistant</c>.</summary>
internal static class AssistantEndpoints
{
    /// <summary>Maps <c>/vapi/assistant</c>.</summary>
    public static void MapAssistants(this IEndpointRouteBuilder vapi)
    {
        var group = vapi.MapGroup("/assistant").WithTags("Vapi: assistants");
        group.MapGet("/", List).WithSummary("Assistants, latest first")
            .WithDescription("limit 0 to 1000 (100), createdAt and updatedAt with Gt, Ge, Lt, Le.");
        group.MapPost("/", Create).WithSummary("Creates an assistant").WithDescription("A property that Vapi does not know is refused with 400, at any depth.");
        group.MapGet("/{id}", Get).WithSummary("One assistant");
        group.MapPatch("/{id}", Update).WithSummary("Changes an assistant")
            .WithDescription("Each property sent replaces the old one whole: a model without messages has none afterwards. Null takes a property away.");
        group.MapDelete("/{id}", Delete).WithSummary("Deletes an assistant and answers it");
    }

    private static VapiReply List(VapiAccount account, ListQuery query) => account.Assistants.List(query);

    private static VapiReply Create(VapiAccount account, VapiBody body) =>
        body.Check(AssistantShape.Assistant) is { Count: > 0 } refusals
            ? VapiReply.BadRequest(refusals)
            : account.Assistants.Add(body.Over(VapiBody.Nothing));

    private static VapiReply Get(VapiAccount account, string id) => account.Assistants.Get(id);

    private static VapiReply Update(VapiAccount account, string id, VapiBody body) =>
        account.Assistants.Change(id, _ => body.Check(AssistantShape.Assistant), before => body.Over(before.Fields));

    private static VapiReply Delete(VapiAccount account, string id) => account.Assistants.Remove(id);
}
