using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using PeteRental.Agents.Tests.Sync;

namespace PeteRental.Agents.Tests.Workspaces;

/// <summary>Plants secrets and looks for them wherever something is written down.</summary>
public sealed class SecrecyTests(AgentsHost app) : IAsyncLifetime
{
    private readonly VapiSide _vapi = new(app);
    private readonly ConcurrentQueue<string> _seen = new();
    private ActivityListener? _listener;

    public ValueTask InitializeAsync()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _seen.Enqueue(Describe(activity)),
        };
        ActivitySource.AddActivityListener(_listener);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        await _vapi.RecoverAsync();
        _vapi.Dispose();
    }

    [Fact]
    public async Task No_key_or_token_is_in_a_log_a_trace_an_answer_or_the_database()
    {
        var owner = await app.SignInAsync();
        var (sid, token) = (PhoneNumberTests.NewSid(), PhoneNumberTests.NewToken());
        string[] planted =
        [
            _vapi.Key, token, "wrong-key-4711-planted", "waiting-key-4711-planted", "bad form 4711-planted", new string('0', 31) + "z",
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"{sid}:{token}")),
        ];

        // Stored, refused, kept aside, of the wrong form, broken JSON; and Twilio's answer, which repeats the token.
        await KeepAsync(owner.SaveAsync(new { vapi_api_key = planted[0], twilio_account_sid = sid, twilio_auth_token = token, twilio_phone_number = "+15550100187" }));
        await KeepAsync(owner.SaveAsync(new { vapi_api_key = planted[2] }, HttpStatusCode.UnprocessableEntity));
        await KeepAsync(owner.SaveAsync(new { vapi_api_key = planted[4], twilio_auth_token = planted[5] }, HttpStatusCode.BadRequest));
        await KeepAsync(owner.Http.SendJsonAsync(HttpMethod.Post, "/workspace", $$"""{"vapi_api_key":"{{planted[2]}}""").ReadAsync(HttpStatusCode.BadRequest));
        await _vapi.FailAsync(new { target = "vapi", status = 503 });
        await _vapi.FailAsync(new { target = "vapi", status = 503 }, planted[3]);
        await _vapi.FailAsync(new { target = "twilio", body = "garbage" }, sid);
        await KeepAsync(owner.SaveAsync(new { vapi_api_key = planted[3], twilio_account_sid = sid, twilio_auth_token = token, twilio_phone_number = "+15550100188" }));
        await KeepAsync(owner.ChangeAgentsAsync(new { inbound = new { voice = "Paige" } }, HttpStatusCode.InternalServerError));
        await _vapi.RecoverAsync();
        await AgentsHost.UntilAsync(async () => (await owner.WorkspaceAsync()).Vapi().Text("error_code") == "vapi_key_rejected");
        await KeepAsync(owner.WorkspaceAsync());
        await KeepAsync(owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK));
        _seen.Enqueue(await app.Outside.GetStringAsync("/control/requests?target=vapi"));
        _seen.Enqueue(await app.Outside.GetStringAsync("/control/requests?target=twilio"));
        _seen.Enqueue(await DatabaseAsync(owner));

        Assert.Contains(_seen, text => text.Contains(sid, StringComparison.Ordinal));
        foreach (var secret in planted)
        {
            Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(_seen, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Each_step_of_a_save_is_logged_with_the_request()
    {
        var owner = await app.SignInAsync();

        var saved = await owner.SaveAsync(new { name = "Oak Hill", vapi_api_key = _vapi.Key });

        var lines = app.Logs.Lines.Where(line => line.StartsWith("Information", StringComparison.Ordinal) && line.Contains($"Request {saved.Text("request_id")}", StringComparison.Ordinal)).ToList();
        foreach (var step in new[] { "name, vapi_api_key", "vapi credential: Accepted", "agents added: inbound, outbound", "(inbound): synced", "(outbound): synced" })
        {
            Assert.Contains(lines, line => line.Contains(step, StringComparison.Ordinal));
        }
    }

    private async Task KeepAsync(Task<System.Text.Json.JsonElement> answer) => _seen.Enqueue((await answer).GetRawText());

    /// <summary>All that the service keeps of the workspace, as text; bytes as hexadecimal and, where they are text, as that.</summary>
    private async Task<string> DatabaseAsync(Person owner)
    {
        var text = new StringBuilder();
        foreach (var table in new[] { "vapi_accounts", "twilio_accounts", "credential_candidates", "vapi_phone_numbers", "audit_log", "agents" })
        {
            await using var command = app.Database.CreateCommand($"SELECT * FROM {table} WHERE workspace_id = $1");
            command.Parameters.AddWithValue(owner.WorkspaceId);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    text.Append(reader.GetValue(column) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : reader.GetValue(column)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Describe(Activity activity)
    {
        var text = new StringBuilder(activity.DisplayName);
        foreach (var (name, value) in activity.TagObjects.Concat(activity.Events.SelectMany(one => one.Tags)))
        {
            text.Append('\n').Append(name).Append('=').Append(value);
        }

        return text.Append('\n').Append(activity.StatusDescription).ToString();
    }
}
