using PeteRental.Contracts.Events;

namespace PeteRental.Scraper.Jobs;

/// <summary>A reading that this process has to do.</summary>
/// <param name="Request">What is asked for.</param>
/// <param name="Lease">Proves that it is ours; whoever begins it again gets another one.</param>
/// <param name="FoundUrl">The company's website, when the request only names the company and it was found already.</param>
/// <param name="Attempts">How often it was begun, this time included.</param>
/// <param name="IsCancelled">Nobody wants it any more.</param>
internal sealed record Job(ScrapeRequested Request, Guid Lease, string? FoundUrl, int Attempts, bool IsCancelled)
{
    /// <summary>Where reading begins.</summary>
    public string Start => FoundUrl ?? Request.Url;
}

/// <summary>How a lease stands.</summary>
/// <param name="LeaseOwner">Which.</param>
/// <param name="Cancelled">Nobody wants the job any more.</param>
internal sealed record LeaseState(Guid LeaseOwner, bool Cancelled);
