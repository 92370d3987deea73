using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using PeteRental.Agents.Vapi;

namespace PeteRental.Agents.Sync;

/// <summary>
/// Keeps our tools in an account: one of each name, with the definition of this version. Only under the account's lease, or two at
/// once would each make what is missing.
/// </summary>
internal sealed class ToolSync(NpgsqlDataSource database, VapiClient vapi)
{
    private const int AtOnce = 4;

    /// <summary>Ids of the tools, by name.</summary>
    /// <param name="account">The account.</param>
    /// <param name="looks">Whether to look at Vapi even when everything was sent before: somebody may have deleted a tool there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VapiResult<IReadOnlyDictionary<string, string>>> EnsureAsync(
        VapiAccount account, bool looks, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(account, cancellationToken);
        if (!looks && ToolCatalogue.Tools.All(tool => known.TryGetValue(tool.Name, out var sent) && sent.Has(tool)))
        {
            return Ids(known.Values);
        }

        var listed = await vapi.ListAsync(account, VapiListing.Tools, cancellationToken);
        if (listed.Error is { } unlisted)
        {
            return unlisted;
        }

        var ensured = new List<SentTool>();
        foreach (var batch in ToolCatalogue.Tools.Chunk(AtOnce))
        {
            var results = await Task.WhenAll(batch.Select(
                tool => EnsureAsync(account, tool, known.GetValueOrDefault(tool.Name), listed.Answer, cancellationToken)));
            if (results.FirstOrDefault(result => result.Error is not null).Error is { } error)
            {
                return error;
            }

            ensured.AddRange(results.Select(result => result.Answer));
        }

        return Ids(ensured);
    }

    private static Dictionary<string, string> Ids(IEnumerable<SentTool> tools) =>
        tools.ToDictionary(tool => tool.Name, tool => tool.ToolId, StringComparer.Ordinal);

    private async Task<VapiResult<SentTool>> EnsureAsync(
        VapiAccount account, VoiceTool tool, SentTool? sent, IReadOnlyList<VapiObject> listed, CancellationToken cancellationToken)
    {
        // One that is there under our name is ours, whoever made it: a made tool whose answer was lost, or one pushed by hand before.
        var there = listed.FirstOrDefault(item => item.Id == sent?.ToolId)
            ?? listed.LastOrDefault(item => item.Text("function", "name") == tool.Name && item.Text("type") == "function");
        VapiResult<VapiObject> result = there is null
            ? await vapi.CreateAsync(account, VapiResource.Tool, Clone(tool.Definition), cancellationToken)
            : VapiDocument.Differing(tool.Definition, there.Body) is { Count: > 0 } differing
                ? await vapi.ChangeAsync(account, VapiResource.Tool, there.Id, Clone(VapiDocument.Only(tool.Definition, differing)), cancellationToken)
                : there;
        if (result.Error is { } error)
        {
            return error;
        }

        var kept = new SentTool(tool.Name, result.Answer.Id, VapiDocument.Fingerprint(tool.Definition));
        await KeepAsync(account, kept, cancellationToken);
        return kept;
    }

    private static JsonObject Clone(JsonObject document) => (JsonObject)document.DeepClone();

    private async Task<Dictionary<string, SentTool>> KnownAsync(VapiAccount account, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<SentTool>(new CommandDefinition(
            "SELECT name, tool_id, sent FROM vapi_tools WHERE account = @Fingerprint",
            new { account.Fingerprint },
            cancellationToken: cancellationToken))).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
    }

    private async Task KeepAsync(VapiAccount account, SentTool tool, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO vapi_tools (account, name, tool_id, sent) VALUES (@Fingerprint, @Name, @ToolId, @Sent)
            ON CONFLICT (account, name) DO UPDATE SET tool_id = excluded.tool_id, sent = excluded.sent
            """,
            new { account.Fingerprint, tool.Name, tool.ToolId, tool.Sent },
            cancellationToken: cancellationToken));
    }

    private sealed record SentTool(string Name, string ToolId, byte[] Sent)
    {
        public bool Has(VoiceTool tool) => Sent.AsSpan().SequenceEqual(VapiDocument.Fingerprint(tool.Definition));
    }
}
