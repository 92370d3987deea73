namespace PeteRental.VoiceWebhook.Tests;

/// <summary>Waits for facts that come about by themselves.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Looks until the fact holds; fails with its name when it never does.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> fact, string name)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await fact())
        {
            try
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It never came about that {name}.");
            }
        }
    }

    public static Task HoldsAsync(Func<bool> fact, string name) => HoldsAsync(() => Task.FromResult(fact()), name);
}
