using System.Globalization;
using PeteRental.Contracts.Rentals;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>Homes in English.</summary>
internal sealed class EnglishHomes : HomeSpeech
{
    private static readonly string[] Numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    private protected override SymbolWords Symbols => EnglishSpeech.Words;

    private protected override string Offers(string homes, int total, int said) => total switch
    {
        1 => $"I have one home like that. {homes}.",
        > VoiceRentalReply.MostCounted => $"I have more than a hundred homes like that, for example these. {homes}.",
        _ when total == said => $"I have {Count(total)} homes like that. {homes}.",
        _ => $"I have {Count(total)} homes like that, for example these. {homes}.",
    };

    private protected override string MayHaveChanged() => "That may have changed since, so I'm having it checked.";

    private protected override string WhatNext(int said) =>
        said == 1 ? "Would you like to hear more about it, or see it?" : "Would you like to hear more about one of them, or see one?";

    private protected override string NearlyFits() => "I don't have exactly that, but close to it.";

    private protected override string NothingFits() => "I'm sorry, I don't have a home like that right now. Shall I look for something else?";

    private protected override string NothingListed() =>
        "I'm sorry, I have no homes listed at the moment. Is there a particular address you'd like to see, or should someone call you back?";

    private protected override string StillReading(int seconds) =>
        $"I'm looking through that website right now, which takes a moment. Could you ask me again in {Wait(seconds)}?";

    private protected override string CannotRead() =>
        "I'm sorry, I can't read that website. Shall I look among our own homes, or is there an address you'd like to see?";

    private protected override string NoSuchHome() => "I'm sorry, I don't find that home among ours. Could you tell me the street or the area once more?";

    private protected override string AsksWhich(IReadOnlyList<string> homes) => $"I have {Join(homes)}. Which one do you mean?";

    private protected override string UnitOf(string unit) => $"unit {unit}";

    private protected override string? Rooms(decimal? bedrooms, decimal? bathrooms)
    {
        var beds = bedrooms switch { null => null, 0 => "a studio", 1 => "one bedroom", var many => $"{Count(many.Value)} bedrooms" };
        var baths = bathrooms switch { null => null, 0 => null, 1 => "one bath", var many => $"{Count(many.Value)} baths" };
        return (beds, baths) switch
        {
            (null, null) => null,
            (_, null) => beds,
            (null, _) => baths,
            _ when bedrooms == 0 => $"{beds} with {baths}",
            _ => $"{beds} and {baths}",
        };
    }

    private protected override string? Rent(decimal? price, decimal? most) => (price, most) switch
    {
        (null, _) => null,
        ({ } low, { } high) when high > low => $"{Dollars(low)} to {Dollars(high)} a month",
        ({ } only, _) => $"{Dollars(only)} a month",
    };

    private protected override string? Area(int? squareFeet) =>
        squareFeet is { } feet ? string.Create(CultureInfo.InvariantCulture, $"{feet:N0} square feet") : null;

    private protected override string? Availability(string status, DateOnly? date) => (status, date) switch
    {
        ("available", _) => "available now",
        ("coming_soon", { } day) => $"available {EnglishSpeech.Months[day.Month - 1]} {day.Day}",
        ("waitlist", _) => "with a waiting list",
        _ => null,
    };

    private protected override string In(string city) => $"in {city}";

    private protected override string Pets(string words) => $"About pets, it says {words}.";

    private protected override string Has(IReadOnlyList<string> amenities) => $"It comes with {Join(amenities)}.";

    private protected override string WantsToSee() => "Would you like to see it?";

    private static string Count(decimal number)
    {
        var whole = (int)decimal.Truncate(number);
        var words = whole < Numbers.Length ? Numbers[whole] : whole.ToString(CultureInfo.InvariantCulture);
        return number == whole ? words : whole == 0 ? "half a" : $"{words} and a half";
    }

    private static string Dollars(decimal amount) =>
        amount == decimal.Truncate(amount) ? amount.ToString("$#,##0", CultureInfo.InvariantCulture) : amount.ToString("$#,##0.00", CultureInfo.InvariantCulture);

    private static string Wait(int seconds) => seconds switch
    {
        <= 15 => "a few seconds",
        <= 45 => "half a minute",
        <= 90 => "a minute",
        _ => $"{Count(Math.Ceiling(seconds / 60m))} minutes",
    };

    private static string Join(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.SkipLast(1))}, and {items[^1]}",
    };
}
