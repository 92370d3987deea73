using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Tools, as at <c>https://api.vapi.ai/tool</c>.</summary>
internal static class ToolEndpoints
{
    /// <summary>Maps <c>/vapi/tool</c>.</summary>
    public static void MapTools(this IEndpointRouteBuilder vapi)
    {
        var group = vapi.MapGroup("/tool").WithTags("Vapi: tools");
        group.MapGet("/", List).WithSummary("Tools, latest first").WithDescription("limit 0 to 1000 (100), createdAt and updatedAt with Gt, Ge, Lt, Le.");
        group.MapPost("/", Create).WithSummary("Creates a tool")
            .WithDescription("Types: function, query, apiRequest, endCall, dtmf, voicemail, transferCall; the others are refused. A query tool has no function.");
        group.MapGet("/{id}", Get).WithSummary("One tool");
        group.MapPatch("/{id}", Update).WithSummary("Changes a tool").WithDescription("Each property sent replaces the old one whole; a tool keeps its type.");
        group.MapDelete("/{id}", Delete).WithSummary("Deletes a tool and answers it");
    }

    private static VapiReply List(VapiAccount account, ListQuery query) => account.Tools.List(query);

    private static VapiReply Create(VapiAccount account, VapiBody body) =>
        body.Check(ToolShape.Created) is { Count: > 0 } refusals ? VapiReply.BadRequest(refusals) : account.Tools.Add(body.Over(VapiBody.Nothing));

    private static VapiReply Get(VapiAccount account, string id) => account.Tools.Get(id);

    private static VapiReply Update(VapiAccount account, string id, VapiBody body) =>
        account.Tools.Change(id, tool => body.Check(ToolShape.Changed(tool.Text("type")!)), before => body.Over(before.Fields, "type"));

    private static VapiReply Delete(VapiAccount account, string id) => account.Tools.Remove(id);
}
