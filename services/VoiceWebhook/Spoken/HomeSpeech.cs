using PeteRental.Contracts.Rentals;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>
/// Every sentence about homes, in the caller's language. Pure: values in, one line out, under 600 characters, with a question at the end
/// when it is the caller's turn. Of several homes three are said at most, and fewer when their names are long.
/// </summary>
public abstract class HomeSpeech
{
    private const int Most = 3;
    private const int LongestPlace = 70;
    private const int LongestPets = 80;
    private const int LongestDescription = 180;
    private const int MostAmenities = 4;

    private protected HomeSpeech()
    {
    }

    private protected abstract SymbolWords Symbols { get; }

    /// <summary>Which homes there are.</summary>
    public string Search(VoiceRentalReply reply) => PlainWords.OneLine(reply.Outcome switch
    {
        RentalOutcome.Found when reply.Rentals.Count > 0 => Fitting(
            reply.Rentals, (homes, said) => Offers(homes, Math.Max(reply.Total, reply.Rentals.Count), said) + (reply.IsStale ? $" {MayHaveChanged()}" : "") + $" {WhatNext(said)}"),
        RentalOutcome.None or RentalOutcome.Found => reply.Near.Count > 0
            ? Fitting(reply.Near, (homes, said) => $"{NearlyFits()} {homes}. {WhatNext(said)}")
            : NothingFits(),
        RentalOutcome.Reading => StillReading(reply.AskAgainSeconds ?? 60),
        RentalOutcome.Unreadable => CannotRead(),
        _ => NothingListed(),
    });

    /// <summary>One home in full.</summary>
    public string Details(VoiceRentalAnswer answer) => PlainWords.OneLine(answer switch
    {
        { Outcome: RentalOutcome.Found, Rental: { } rental } => Described(rental),
        { Outcome: RentalOutcome.Several, Candidates.Count: > 0 } => WhichOne(answer.Candidates),
        _ => NoSuchHome(),
    });

    /// <summary>Several homes may be meant: asks which.</summary>
    public string WhichOne(IReadOnlyList<SpokenRental> candidates) => PlainWords.OneLine(
        AsksWhich([.. candidates.Take(Most + 1).Select(rental => Place(rental) is { } place ? Told(rental, candidates) is { } mark ? $"{place}, {mark}" : place : null).OfType<string>().Distinct()]));

    /// <summary>The address as it is said and booked: street, then unit.</summary>
    public static string AddressOf(SpokenRental rental) =>
        string.IsNullOrWhiteSpace(rental.Unit) ? rental.PropertyAddress : $"{rental.PropertyAddress}, Unit {rental.Unit}";

    private protected abstract string Offers(string homes, int total, int said);

    private protected abstract string MayHaveChanged();

    private protected abstract string WhatNext(int said);

    private protected abstract string NearlyFits();

    private protected abstract string NothingFits();

    private protected abstract string NothingListed();

    private protected abstract string StillReading(int seconds);

    private protected abstract string CannotRead();

    private protected abstract string NoSuchHome();

    private protected abstract string AsksWhich(IReadOnlyList<string> homes);

    private protected abstract string UnitOf(string unit);

    private protected abstract string? Rooms(decimal? bedrooms, decimal? bathrooms);

    private protected abstract string? Rent(decimal? price, decimal? most);

    private protected abstract string? Area(int? squareFeet);

    private protected abstract string? Availability(string status, DateOnly? date);

    private protected abstract string In(string city);

    private protected abstract string Pets(string words);

    private protected abstract string Has(IReadOnlyList<string> amenities);

    private protected abstract string WantsToSee();

    // The most homes with which the whole can still be listened to.
    private string Fitting(IReadOnlyList<SpokenRental> rentals, Func<string, int, string> say)
    {
        for (var count = Math.Min(Most, rentals.Count); ; count--)
        {
            var sentence = say(string.Join(". ", rentals.Take(count).Select(InShort)), count);
            if (sentence.Length < PlainWords.LongestAnswer || count == 1)
            {
                return sentence;
            }
        }
    }

    private string InShort(SpokenRental rental) => Capital(string.Join(", ", new[]
    {
        Place(rental), Rooms(rental.Bedrooms, rental.Bathrooms), Rent(rental.Price, rental.PriceMax), Availability(rental.AvailabilityStatus, rental.AvailableDate),
    }.OfType<string>()));

    private string Described(SpokenRental rental)
    {
        var city = PlainWords.Of(rental.City, LongestPlace, Symbols);
        var place = string.Join(' ', new[] { Place(rental), city is null ? null : In(city) }.OfType<string>());
        var facts = string.Join(", ", new[]
        {
            place.Length == 0 ? null : place, Rooms(rental.Bedrooms, rental.Bathrooms), Area(rental.SquareFeet), Rent(rental.Price, rental.PriceMax),
            Availability(rental.AvailabilityStatus, rental.AvailableDate),
        }.OfType<string>());
        var amenities = rental.Amenities.Select(amenity => PlainWords.Of(amenity, 40, Symbols)).OfType<string>().Take(MostAmenities).ToList();
        var sentences = new[]
        {
            $"{Capital(facts)}.",
            SayablePets(rental.Pets) is { } pets ? Pets(pets) : null,
            amenities.Count > 0 ? Has(amenities) : null,
            FirstSentences(rental.Description),
        }.OfType<string>().ToList();
        while (sentences.Count > 1 && sentences.Sum(sentence => sentence.Length + 1) + WantsToSee().Length >= PlainWords.LongestAnswer)
        {
            sentences.RemoveAt(sentences.Count - 1);
        }

        return $"{string.Join(' ', sentences)} {WantsToSee()}";
    }

    private string? Place(SpokenRental rental)
    {
        var street = PlainWords.Of(rental.PropertyAddress, LongestPlace, Symbols);
        var unit = PlainWords.Of(rental.Unit, 20, Symbols);
        return street is null || unit is null ? street : $"{street}, {UnitOf(unit)}";
    }

    // Two homes at one address need something to tell them apart.
    private string? Told(SpokenRental rental, IReadOnlyList<SpokenRental> among) =>
        among.Count(other => Place(other) == Place(rental)) > 1 ? Rooms(rental.Bedrooms, rental.Bathrooms) ?? Rent(rental.Price, rental.PriceMax) : null;

    // Service and assistance animals are no pets; nothing that sounds like a refusal of them is ever said (Fair Housing Act).
    private string? SayablePets(string? pets) =>
        pets is null || pets.Contains("service", StringComparison.OrdinalIgnoreCase) || pets.Contains("assistance", StringComparison.OrdinalIgnoreCase)
            || pets.Contains("support", StringComparison.OrdinalIgnoreCase)
            ? null
            : PlainWords.Of(pets, LongestPets, Symbols);

    private string? FirstSentences(string? description)
    {
        if (description is null)
        {
            return null;
        }

        var end = description[..Math.Min(description.Length, LongestDescription)].LastIndexOfAny(['.', '!', '?']);
        return end < 20 ? null : PlainWords.Of(description[..end].Replace('!', '.').Replace('?', '.'), LongestDescription, Symbols) is { } words ? $"{words}." : null;
    }

    private static string Capital(string words) => words.Length == 0 ? words : $"{char.ToUpperInvariant(words[0])}{words[1..]}";
}
