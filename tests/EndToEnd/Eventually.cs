namespace PeteRental.EndToEnd;

/// <summary>Waits for facts that come about by themselves.</summary>
internal static class Eventually
{
    // Longer than anything that the system itself gives time to: what is known of a diary counts as fresh for a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Looks until the fact holds; fails with its name when it never does.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> fact, string name, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                if (await fact())
                {
                    return;
                }

                await look.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                Assert.Fail($"It never came about that {name}.");
            }
        }
    }
}
