namespace PeteRental.Scraper.Jobs;

/// <summary>Tells the worker of this process that there is something to do, so that it need not wait for its next look.</summary>
internal sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already, and will see this too.
        }
    }

    /// <summary>Waits for it, for so long at most.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _signal.Dispose();
}
