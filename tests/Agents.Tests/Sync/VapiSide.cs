using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using PeteRental.Agents.Vapi;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.Tests.Sync;

/// <summary>An account at Vapi, as somebody who sits at Vapi's own dashboard sees and changes it.</summary>
internal sealed class VapiSide : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpClient _outside;
    private readonly HashSet<string> _failing = [];

    public VapiSide(AgentsHost app, string? key = null)
    {
        Key = key ?? $"vapi_test_{Guid.NewGuid():N}";
        _outside = app.Outside;
        _http = new HttpClient { BaseAddress = new Uri(app.Outside.BaseAddress!, "/vapi/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public string Key { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Makes this the account of a workspace.</summary>
    public async Task ConnectAsync(AgentsHost app, Person owner)
    {
        var account = new VapiAccount(VapiAccount.UnitedStates, Key);
        await using var connection = await app.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO vapi_accounts (workspace_id, region, sealed_api_key, fingerprint, checked_at, updated_at)
            VALUES (@WorkspaceId, @Region, @Sealed, @Fingerprint, now(), now())
            ON CONFLICT (workspace_id) DO UPDATE SET sealed_api_key = excluded.sealed_api_key, fingerprint = excluded.fingerprint
            """,
            new
            {
                owner.WorkspaceId,
                account.Region,
                Sealed = app.Part<SecretBox>().Seal(Key, owner.WorkspaceId.ToString(), VapiAccounts.KeyPurpose),
                account.Fingerprint,
            });
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string resource, string filter = "") =>
        [.. (await _http.GetAsync($"{resource}?limit=1000{filter}").ReadAsync(HttpStatusCode.OK)).EnumerateArray()];

    public Task<JsonElement> AssistantAsync(string id) => _http.GetAsync($"assistant/{id}").ReadAsync(HttpStatusCode.OK);

    public Task<JsonElement> MakeAssistantAsync(object fields) =>
        _http.PostAsJsonAsync("assistant", fields).ReadAsync(HttpStatusCode.Created);

    public Task<JsonElement> ChangeAssistantAsync(string id, object fields) =>
        _http.PatchAsJsonAsync($"assistant/{id}", fields).ReadAsync(HttpStatusCode.OK);

    public Task<JsonElement> DeleteAssistantAsync(string id) => _http.DeleteAsync($"assistant/{id}").ReadAsync(HttpStatusCode.OK);

    public Task<JsonElement> DeleteToolAsync(string id) => _http.DeleteAsync($"tool/{id}").ReadAsync(HttpStatusCode.OK);

    public Task<JsonElement> DeleteFileAsync(string id) => _http.DeleteAsync($"file/{id}").ReadAsync(HttpStatusCode.OK);

    /// <summary>Bodies of the writes that came to an assistant.</summary>
    public async Task<IReadOnlyList<JsonElement>> WritesAsync(string assistant) =>
    [
        .. (await _outside.GetAsync($"/control/requests?target=vapi/assistant/{assistant}").ReadAsync(HttpStatusCode.OK))
            .GetProperty("requests").EnumerateArray()
            .Where(request => request.Text("method") == "PATCH").Select(request => request.GetProperty("json")),
    ];

    /// <summary>Makes a provider fail for this account, or for another one: a key of Vapi's, a SID of Twilio's. Others notice nothing.</summary>
    public Task<JsonElement> FailAsync(object fault, string? account = null)
    {
        var ours = JsonSerializer.SerializeToNode(fault)!.AsObject();
        ours["account"] = account ?? Key;
        _failing.Add(account ?? Key);
        return _outside.PostAsJsonAsync("/control/faults", ours).ReadAsync(HttpStatusCode.Created);
    }

    /// <summary>How many of the faults that were asked for here have yet to meet somebody.</summary>
    public async Task<int> CountFaultsAsync() =>
        (await _outside.GetAsync("/control/faults").ReadAsync(HttpStatusCode.OK)).GetProperty("faults").EnumerateArray()
            .Count(fault => _failing.Contains(fault.Text("account")!));

    /// <summary>Ends what was made to fail here.</summary>
    public async Task RecoverAsync()
    {
        foreach (var account in _failing)
        {
            (await _outside.DeleteAsync($"/control/faults?account={Uri.EscapeDataString(account)}")).EnsureSuccessStatusCode();
        }
    }
}
