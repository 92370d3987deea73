using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>A new master key takes over what the one before has sealed.</summary>
public sealed class KeyRotationTests(CalendarHost host)
{
    [Fact]
    public async Task Everything_outdated_is_wrapped_anew_once_and_what_cannot_be_opened_stays()
    {
        var (first, second, gone) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var column = new SealedColumn($"sealed_{Guid.NewGuid():N}", "box");
        await using var connection = await host.Database.OpenConnectionAsync();
        await connection.ExecuteAsync($"CREATE TABLE {column.Table} (id uuid PRIMARY KEY, box bytea)");
        var boxes = Enumerable.Range(0, 450).Select(number => (Id: Guid.CreateVersion7(), Box: new SecretBox(new MasterKeys(first)).Seal($"secret {number}", "owner", "test"))).ToList();
        boxes[7].Box[40] ^= 1;
        boxes.Add((Guid.CreateVersion7(), new SecretBox(new MasterKeys(gone)).Seal("lost", "owner", "test")));
        boxes.Add((Guid.CreateVersion7(), new SecretBox(new MasterKeys(second)).Seal("new already", "owner", "test")));
        await connection.ExecuteAsync($"INSERT INTO {column.Table} VALUES (@Id, @Box)", boxes.Select(box => new { box.Id, box.Box }));
        await connection.ExecuteAsync($"INSERT INTO {column.Table} VALUES (@id, NULL)", new { id = Guid.CreateVersion7() });
        var keys = new MasterKeys(second, first);
        var rotation = new SecretRotation(host.Database, new SecretBox(keys), keys, [column]);

        Assert.Equal(new SealedColumnState(column.Name, 452, 450, 1), Assert.Single(await rotation.ListAsync(CancellationToken.None)));
        Assert.Equal((449, 1), await RunAsync(rotation, column));
        Assert.Equal((0, 1), await RunAsync(rotation, column));

        var only = new SecretBox(new MasterKeys(second));
        var opened = (await connection.QueryAsync<(Guid Id, byte[] Box)>($"SELECT id, box FROM {column.Table} WHERE box IS NOT NULL"))
            .ToDictionary(row => row.Id, row => only.Open(row.Box, "owner", "test"));
        Assert.Equal(450, opened.Values.Count(secret => secret.State == SecretState.Opened));
        Assert.Equal("secret 449", opened[boxes[449].Id].Text);
        Assert.NotEqual(SecretState.Opened, opened[boxes[7].Id].State);
        Assert.Null(await rotation.RewrapAsync("elsewhere.box", null, CancellationToken.None));
    }

    [Fact]
    public async Task Services_alone_may_ask_for_it()
    {
        using var service = host.AsVoice(host.Service, workspace: null);
        using var member = host.NewWorkspace().Member(WorkspaceRole.Owner);

        var columns = (await service.GetFromJsonAsync<JsonArray>("/internal/secrets/"))!;
        using var forbidden = await member.GetAsync("/internal/secrets/");
        using var unknown = await service.PostAsync("/internal/secrets/rewrap?column=appointments.notes", null);
        using var rewrapped = await service.PostAsync("/internal/secrets/rewrap?column=connections.sealed_tokens", null);

        Assert.Equal(["connections.sealed_tokens", "departures.sealed_tokens"], columns.Select(column => column!["column"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, rewrapped.StatusCode);
    }

    private static async Task<(int Rewrapped, int Damaged)> RunAsync(SecretRotation rotation, SealedColumn column)
    {
        var (rewrapped, damaged, after) = (0, 0, (string?)"");
        while (after is not null)
        {
            var bite = (await rotation.RewrapAsync(column.Name, after, CancellationToken.None))!;
            (rewrapped, damaged, after) = (rewrapped + bite.Rewrapped, damaged + bite.Damaged, bite.After);
        }

        return (rewrapped, damaged);
    }
}
