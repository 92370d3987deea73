using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Bench.Scale;

/// <summary>An owner of a workspace that was filled in, with what they see in it: all of it read through the public API.</summary>
internal sealed class ScaleMember
{
    /// <summary>Longer than a run takes.</summary>
    private const int TokenLifeSeconds = 7_200;

    private const int PageSize = 200;
    private const int DeepestPage = 60;

    private ScaleMember(FilledWorkspace workspace, string authorization) => (Workspace, Authorization) = (workspace, authorization);

    /// <summary>What was filled in.</summary>
    public FilledWorkspace Workspace { get; }

    /// <summary>The header of their requests.</summary>
    public string Authorization { get; }

    /// <summary>Where the second half of the appointments begins; null when they fit on a page.</summary>
    public string? AppointmentCursor { get; private set; }

    /// <summary>Where the second half of the calls begins.</summary>
    public string? CallCursor { get; private set; }

    /// <summary>An appointment as it is listed, from about the middle.</summary>
    public JsonObject? Appointment { get; private set; }

    /// <summary>Where the second half of the homes begins.</summary>
    public string? RentalCursor { get; private set; }

    /// <summary>A home as it is listed, from about the middle.</summary>
    public JsonObject? Rental { get; private set; }

    /// <summary>The latest call; null when there was none.</summary>
    public JsonObject? Call { get; private set; }

    /// <summary>Signs in and looks around.</summary>
    public static async Task<ScaleMember> SignInAsync(HttpClient gateway, HttpClient sandbox, FilledWorkspace workspace, CancellationToken cancellationToken)
    {
        var person = new
        {
            email = $"reader@homes-{workspace.Rank}.test",
            name = "Reader",
            org = new { id = workspace.Organization, slug = $"homes-{workspace.Rank}", role = "admin" },
            expires_in = TokenLifeSeconds,
        };
        using var answer = await sandbox.PostAsJsonAsync("/clerk/tokens", person, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["token"]!.GetValue<string>();
        var member = new ScaleMember(workspace, $"Bearer {token}");
        (member.AppointmentCursor, member.Appointment) = await member.WalkAsync(gateway, "appointments", workspace.Appointments / 2, cancellationToken);
        (member.CallCursor, _) = await member.WalkAsync(gateway, "calls", workspace.Calls / 2, cancellationToken);
        (member.RentalCursor, member.Rental) = await member.WalkAsync(gateway, "rentals", workspace.Appointments, cancellationToken);
        (_, member.Call) = await member.WalkAsync(gateway, "calls", 0, cancellationToken);
        return member;
    }

    // Follows the cursors to about the n-th item; answers with the cursor of that page and its first item.
    private async Task<(string? Cursor, JsonObject? Item)> WalkAsync(HttpClient gateway, string list, int target, CancellationToken cancellationToken)
    {
        string? cursor = null;
        var page = await ReadAsync(gateway, list, cursor, cancellationToken);
        for (var turn = 1; turn <= Math.Min(target / PageSize, DeepestPage) && page["next_cursor"]?.GetValue<string>() is { } next; turn++)
        {
            cursor = next;
            page = await ReadAsync(gateway, list, cursor, cancellationToken);
        }

        return (cursor, page[list]!.AsArray() is [var first, ..] ? first!.AsObject() : null);
    }

    private async Task<JsonObject> ReadAsync(HttpClient gateway, string list, string? cursor, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{list}?limit={PageSize}{(cursor is null ? "" : $"&cursor={cursor}")}");
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(Authorization);
        using var answer = await gateway.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonObject>(JsonSerializerOptions.Web, cancellationToken))!
            : throw new InvalidOperationException($"/{list} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }
}
