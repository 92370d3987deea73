using PeteRental.Bench.Load;

namespace PeteRental.Bench.Scale;

/// <summary>The bare hop under each read, taken when a size of reply is first met; sizes count up to the next power of two.</summary>
internal sealed class HopFloors(HttpLoad bare)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private readonly Dictionary<(uint Bytes, int InFlight), LoadResult> _taken = [];

    public async Task<LoadResult> FindAsync(int replyBytes, int inFlight, CancellationToken cancellationToken)
    {
        var bytes = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)replyBytes);
        if (!_taken.TryGetValue((bytes, inFlight), out var floor))
        {
            floor = await LoadGenerator.RunAsync(
                "bare hop", inFlight, WarmUp, Duration, async (_, _, token) => await bare.GetAsync($"/{bytes}", null, token) is not null, cancellationToken);
            _taken[(bytes, inFlight)] = floor;
        }

        return floor;
    }
}
