using PeteRental.Contracts.Rentals;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>The tools around homes. What is said of them is what Rentals knows; nothing is made up.</summary>
public sealed class RentalTools(RentalsClient rentals)
{
    internal const int LongestWebsite = 500;
    private const int LongestWords = 200;

    /// <summary>search_rentals, and a message that names a website and no tool</summary>
    public async Task<ToolAnswer> SearchAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        var rents = SpokenNumber.ReadAll(arguments[Argument.MaxPrice]);
        var search = new VoiceRentalSearch(
            BookingDetails.Words(arguments[Argument.Website], LongestWebsite),
            // Some models name the street or the home where others describe it.
            BookingDetails.Words(arguments[Argument.Query], LongestWords) ?? BookingDetails.Words(arguments[Argument.PropertyAddress], LongestWords),
            BookingDetails.Words(arguments[Argument.City], LongestWords),
            rents.Count == 0 ? null : rents.Max(),
            SpokenNumber.Read(arguments[Argument.MinPrice]) ?? (rents.Count > 1 ? rents.Min() : null),
            SpokenNumber.Read(arguments[Argument.MinBedrooms]),
            SpokenNumber.Read(arguments[Argument.MinBathrooms]),
            BookingDetails.Words(arguments[Argument.AvailableBy], LongestWords));
        var reply = await rentals.SearchAsync(conversation.Workspace, search, cancellationToken);
        return new ToolAnswer(conversation.Speech.Homes.Search(reply), Outcome: CallOutcome.Searched);
    }

    /// <summary>get_rental_details</summary>
    public async Task<ToolAnswer> DescribeAsync(Conversation conversation, ToolCall call, CancellationToken cancellationToken)
    {
        var id = BookingDetails.Words(call.Arguments[Argument.RentalId], LongestWords);
        var address = BookingDetails.Words(call.Arguments[Argument.PropertyAddress], LongestWords)
            ?? BookingDetails.Words(call.Arguments[Argument.Query], LongestWords);

        // Models put what the caller said where the id belongs.
        var words = Guid.TryParse(id, out _) ? address : address ?? id;
        if (id is null && words is null)
        {
            return new ToolAnswer(conversation.Speech.Say(Situation.HomeMissing));
        }

        var answer = await rentals.DescribeAsync(
            conversation.Workspace, new VoiceRentalDetails(
                Guid.TryParse(id, out var known) ? known.ToString() : null, words, BookingDetails.Words(call.Arguments[Argument.Website], LongestWebsite)),
            cancellationToken);
        return new ToolAnswer(conversation.Speech.Homes.Details(answer), Outcome: CallOutcome.Searched);
    }
}
