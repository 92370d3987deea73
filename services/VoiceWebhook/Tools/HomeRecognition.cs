using System.Text.Json;
using PeteRental.Contracts;
using PeteRental.Contracts.Rentals;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>The home that a caller means.</summary>
/// <param name="Address">As it is booked: of the home that was recognised, else the caller's words.</param>
/// <param name="Candidates">Several that may be meant; nothing is booked before the caller has said which.</param>
public readonly record struct RecognisedHome(string Address, IReadOnlyList<SpokenRental> Candidates);

/// <summary>
/// Recognises the home a caller wants to see among those of the workspace: "the house on Main Street". A home that is not among them is
/// booked by the words given, and so is any while Rentals does not answer: a viewing matters more than its exact address.
/// </summary>
public sealed partial class HomeRecognition(RentalsClient rentals, TimeProvider time, ILogger<HomeRecognition> logger)
{
    /// <summary>No longer than this is a booking held up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>The home that is meant, among those of the website that the caller named, if they did.</summary>
    public async Task<RecognisedHome> RecogniseAsync(WorkspaceId workspace, string words, string? website, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await rentals.MatchAsync(workspace, new VoiceRentalMatch(words, website), limit.Token) switch
            {
                { Outcome: RentalOutcome.Found, Rental: { } rental } => new RecognisedHome(HomeSpeech.AddressOf(rental), []),
                { Outcome: RentalOutcome.Several, Candidates.Count: > 1 } several => new RecognisedHome(words, several.Candidates),
                _ => new RecognisedHome(words, []),
            };
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnknown(exception.GetType().Name);
            return new RecognisedHome(words, []);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A home is booked by the caller's words: Rentals does not answer ({Reason})")]
    private partial void LogUnknown(string reason);
}
