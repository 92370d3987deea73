using System.Text.Json;

namespace PeteRental.Calendar.Sync;

/// <summary>
/// One of Graph's notifications, as far as it matters. A body holds several, of any tenants:
/// <c>{"value":[{"subscriptionId":"…","clientState":"…","changeType":"updated","resource":"…","lifecycleEvent":"missed"}]}</c>
/// </summary>
/// <param name="SubscriptionId">Graph's id.</param>
/// <param name="ClientState">What we gave it.</param>
/// <param name="LifecycleEvent">reauthorizationRequired, subscriptionRemoved or missed; null when the diary has changed.</param>
internal sealed record GraphNotification(string SubscriptionId, string? ClientState, string? LifecycleEvent)
{
    private const int MostAtOnce = 1000;

    /// <summary>The notifications of a body; null when it is none of Graph's. Items without a subscription are left out.</summary>
    public static async Task<IReadOnlyList<GraphNotification>?> ReadAsync(Stream body, int mostBytes, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var block = new byte[16 * 1024];
        for (int count; (count = await body.ReadAsync(block, cancellationToken)) > 0;)
        {
            await read.WriteAsync(block.AsMemory(0, count), cancellationToken);
            if (read.Length > mostBytes)
            {
                return null;
            }
        }

        try
        {
            using var document = JsonDocument.Parse(read.GetBuffer().AsMemory(0, (int)read.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("value", out var items)
                && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() <= MostAtOnce
                ? [.. items.EnumerateArray().Select(Of).OfType<GraphNotification>()]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GraphNotification? Of(JsonElement item) =>
        Text(item, "subscriptionId") is { Length: > 0 } id ? new(id, Text(item, "clientState"), Text(item, "lifecycleEvent")) : null;

    // GetString refuses half of a surrogate pair, which JSON can spell; no id of ours holds one.
    private static string? Text(JsonElement item, string name)
    {
        try
        {
            return item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
