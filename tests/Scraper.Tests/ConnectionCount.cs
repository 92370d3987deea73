namespace PeteRental.Scraper.Tests;

/// <summary>Who is connected to one host. Counted where it counts: by the host.</summary>
public sealed class ConnectionCount
{
    /// <summary>An end takes this long to get about, on a machine that has much to do.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private int _open;

    /// <summary>The most that were open at a time, and not only while one ended and the next began.</summary>
    public int Most { get; private set; }

    /// <summary>Counts a connection while it lasts.</summary>
    public async Task CountAsync(Func<Task> connection)
    {
        int open;
        lock (_lock)
        {
            open = ++_open;
            Most = Math.Max(Most, 1);
        }

        if (open > 1)
        {
            _ = LookAgainAsync();
        }

        try
        {
            await connection();
        }
        finally
        {
            lock (_lock)
            {
                _open--;
            }
        }
    }

    private async Task LookAgainAsync()
    {
        using var end = new PeriodicTimer(EndLimit);
        await end.WaitForNextTickAsync();
        lock (_lock)
        {
            Most = Math.Max(Most, _open);
        }
    }
}
