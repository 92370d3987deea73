using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>Keeps the workspace's one query tool over its documents (https://docs.vapi.ai/knowledge-base/using-query-tool).</summary>
internal sealed class ToolPublisher(VapiClient vapi, PublishingStore store)
{
    private const string Description =
        "Documents of the property manager: policies, fees, deposits, pets, parking, amenities, applications and other things a renter may ask about.";

    /// <summary>
    /// Several workspaces may share an account, so the name says whose tool it is. The random half of the id: the other is the time, and
    /// workspaces made within a minute would have the same.
    /// </summary>
    public static string NameOf(WorkspaceId workspace) => $"knowledge_base_{workspace.Value.ToString("N")[^12..]}";

    /// <summary>The tool over these files as it stands now; no tool where there are no files.</summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="account">Its account.</param>
    /// <param name="before">The tool as it was sent last.</param>
    /// <param name="files">Ids of the files that Vapi has read.</param>
    /// <param name="looks">Whether to send it even when it was sent before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(PublishedTool? Tool, VapiError? Error)> BringAsync(
        WorkspaceId workspace, VapiAccount account, PublishedTool? before, IReadOnlyList<string> files, bool looks, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            if (before is not null)
            {
                await store.RetireAsync(workspace, before);
            }

            return (null, null);
        }

        var name = NameOf(workspace);
        var bases = BasesOf(name, files);
        var sent = SHA256.HashData(Encoding.UTF8.GetBytes(bases.ToJsonString()));
        var isIn = before is not null && before.Account.AsSpan().SequenceEqual(account.Fingerprint);
        if (isIn && !looks && before!.Sent.AsSpan().SequenceEqual(sent))
        {
            return (before, null);
        }

        var result = await UpsertAsync(account, isIn ? before!.ToolId : null, name, bases, cancellationToken);
        if (result.Error is { } error)
        {
            return (before, error);
        }

        var tool = new PublishedTool(account.Fingerprint, result.Answer.Id, name, sent);
        await store.KeepAsync(workspace, before, tool);
        return (tool, null);
    }

    private static JsonArray BasesOf(string name, IReadOnlyList<string> files) =>
    [
        new JsonObject
        {
            ["provider"] = "google",
            ["name"] = name,
            ["description"] = Description,
            ["fileIds"] = new JsonArray([.. files.Select(file => JsonValue.Create(file))]),
        },
    ];

    private async Task<VapiResult<VapiObject>> UpsertAsync(
        VapiAccount account, string? toolId, string name, JsonArray bases, CancellationToken cancellationToken)
    {
        if (toolId is not null)
        {
            var changed = await ChangeAsync(account, toolId, bases, cancellationToken);
            if (changed.Error is not { IsNotFound: true })
            {
                return changed;
            }
        }

        // One that is there under our name is ours: it was made, and the answer was lost.
        var listed = await vapi.ListAsync(account, VapiListing.Tools, cancellationToken);
        if (listed.Error is { } error)
        {
            return error;
        }

        return listed.Answer.FirstOrDefault(tool => tool.Id != toolId && IsOurs(tool, name)) is { } there
            ? await ChangeAsync(account, there.Id, bases, cancellationToken)
            : await CreateAsync(account, name, bases, cancellationToken);
    }

    private Task<VapiResult<VapiObject>> ChangeAsync(VapiAccount account, string toolId, JsonArray bases, CancellationToken cancellationToken) =>
        vapi.ChangeAsync(account, VapiResource.Tool, toolId, new JsonObject { ["knowledgeBases"] = bases.DeepClone() }, cancellationToken);

    private async Task<VapiResult<VapiObject>> CreateAsync(VapiAccount account, string name, JsonArray bases, CancellationToken cancellationToken)
    {
        // Vapi's guides name a query tool by a function; its published schema has no such member, and then refuses it.
        var named = new JsonObject { ["type"] = "query", ["function"] = new JsonObject { ["name"] = name }, ["knowledgeBases"] = bases.DeepClone() };
        var created = await vapi.CreateAsync(account, VapiResource.Tool, named, cancellationToken);
        if (created.Error is not { Code: VapiError.Rejected })
        {
            return created;
        }

        var plain = new JsonObject { ["type"] = "query", ["knowledgeBases"] = bases.DeepClone() };
        return await vapi.CreateAsync(account, VapiResource.Tool, plain, cancellationToken);
    }

    private static bool IsOurs(VapiObject tool, string name) =>
        tool.Text("type") == "query"
        && (tool.Text("function", "name") == name
            || (tool.Body.TryGetProperty("knowledgeBases", out var bases) && bases.ValueKind == JsonValueKind.Array
                && bases.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object
                    && item.TryGetProperty("name", out var own) && own.ValueKind == JsonValueKind.String && own.GetString() == name)));
}
