using System.Net.Http.Json;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Pete.Keys;

/// <summary>What a rotation came to.</summary>
/// <param name="Total">Sealed secrets there are.</param>
/// <param name="Rewrapped">Wrapped anew now.</param>
/// <param name="Unreadable">That no configured key opens, or that are damaged.</param>
internal sealed record RotationOutcome(long Total, long Rewrapped, long Unreadable);

/// <summary>Has services wrap their secrets anew, bite by bite.</summary>
internal sealed class KeyRotation : IDisposable
{
    private const string KeyVariable = "Identity__Key";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly IReadOnlyDictionary<string, Uri> _services;
    private readonly IdentitySigner _signer;

    /// <exception cref="InvalidOperationException">The services' common key is missing.</exception>
    public KeyRotation(IReadOnlyDictionary<string, Uri> services, TimeProvider time)
    {
        var key = new byte[64];
        _services = services;
        _signer = Convert.TryFromBase64String(Environment.GetEnvironmentVariable(KeyVariable) ?? "", key, out var length) && length >= 32
            ? new IdentitySigner(key[..length], "pete", time)
            : throw new InvalidOperationException($"{KeyVariable} must be the key that the services share.");
    }

    /// <summary>Runs it through.</summary>
    /// <param name="report">Column, how many are done, and how many were outdated at the start.</param>
    /// <param name="cancellationToken">Stops after the bite at hand.</param>
    public async Task<RotationOutcome> RunAsync(Action<string, long, long> report, CancellationToken cancellationToken)
    {
        var outcome = new RotationOutcome(0, 0, 0);
        foreach (var (service, address) in _services)
        {
            foreach (var column in await AskAsync<List<SealedColumnState>>(HttpMethod.Get, new Uri(address, "/internal/secrets/"), cancellationToken))
            {
                var (rewrapped, damaged) = await RewrapAsync(address, column, (done, outdated) => report($"{service} {column.Column}", done, outdated), cancellationToken);
                outcome = new RotationOutcome(
                    outcome.Total + column.Total, outcome.Rewrapped + rewrapped, outcome.Unreadable + damaged + column.Lost);
            }
        }

        return outcome;
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<(long Rewrapped, long Damaged)> RewrapAsync(
        Uri address, SealedColumnState column, Action<long, long> report, CancellationToken cancellationToken)
    {
        var (rewrapped, damaged, after) = (0L, 0L, (string?)"");
        report(0, column.Outdated);
        while (after is not null)
        {
            var path = $"/internal/secrets/rewrap?column={Uri.EscapeDataString(column.Column)}&after={Uri.EscapeDataString(after)}";
            var bite = await AskAsync<RewrappedBite>(HttpMethod.Post, new Uri(address, path), cancellationToken);
            (rewrapped, damaged, after) = (rewrapped + bite.Rewrapped, damaged + bite.Damaged, bite.After);
            report(rewrapped + damaged, column.Outdated);
        }

        return (rewrapped, damaged);
    }

    private async Task<T> AskAsync<T>(HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add(SignedIdentity.HeaderName, _signer.SignService(workspace: null));
        using var response = await _client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(JsonDefaults.Options, cancellationToken)
            ?? throw new InvalidOperationException($"{address.Host} gave no answer.");
    }
}
