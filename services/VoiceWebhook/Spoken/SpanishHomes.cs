using System.Globalization;
using PeteRental.Contracts.Rentals;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>Homes in Spanish.</summary>
internal sealed class SpanishHomes : HomeSpeech
{
    private static readonly string[] Numbers = ["cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"];

    private protected override SymbolWords Symbols => SpanishSpeech.Words;

    private protected override string Offers(string homes, int total, int said) => total switch
    {
        1 => $"Tengo una vivienda así. {homes}.",
        > VoiceRentalReply.MostCounted => $"Tengo más de cien viviendas así, por ejemplo estas. {homes}.",
        _ when total == said => $"Tengo {Count(total)} viviendas así. {homes}.",
        _ => $"Tengo {Count(total)} viviendas así, por ejemplo estas. {homes}.",
    };

    private protected override string MayHaveChanged() => "Puede que algo haya cambiado, así que lo estoy verificando.";

    private protected override string WhatNext(int said) =>
        said == 1 ? "¿Quiere saber más, o le gustaría visitarla?" : "¿Quiere saber más de alguna, o le gustaría visitar una?";

    private protected override string NearlyFits() => "Exactamente eso no tengo, pero sí algo parecido.";

    private protected override string NothingFits() => "Lo siento, ahora mismo no tengo una vivienda así. ¿Busco otra cosa?";

    private protected override string NothingListed() =>
        "Lo siento, en este momento no tengo viviendas publicadas. ¿Hay una dirección que quiera visitar, o prefiere que le devuelvan la llamada?";

    private protected override string StillReading(int seconds) =>
        $"Estoy revisando ese sitio en este momento y tarda un poco. ¿Me lo pregunta otra vez en {Wait(seconds)}?";

    private protected override string CannotRead() =>
        "Lo siento, no puedo leer ese sitio. ¿Busco entre nuestras viviendas, o hay una dirección que quiera visitar?";

    private protected override string NoSuchHome() => "Lo siento, no encuentro esa vivienda entre las nuestras. ¿Me repite la calle o la zona?";

    private protected override string AsksWhich(IReadOnlyList<string> homes) => $"Tengo {Join(homes)}. ¿A cuál se refiere?";

    private protected override string UnitOf(string unit) => $"unidad {unit}";

    private protected override string? Rooms(decimal? bedrooms, decimal? bathrooms)
    {
        var beds = bedrooms switch { null => null, 0 => "un estudio", 1 => "una recámara", var many => $"{Count(many.Value)} recámaras" };
        var baths = bathrooms switch { null => null, 0 => null, 1 => "un baño", < 2 => "un baño y medio", var many => $"{Count(many.Value)} baños" };
        return (beds, baths) switch
        {
            (null, null) => null,
            (_, null) => beds,
            (null, _) => baths,
            _ when bedrooms == 0 => $"{beds} con {baths}",
            _ => $"{beds} y {baths}",
        };
    }

    private protected override string? Rent(decimal? price, decimal? most) => (price, most) switch
    {
        (null, _) => null,
        ({ } low, { } high) when high > low => $"de {Dollars(low)} a {Dollars(high)} al mes",
        ({ } only, _) => $"{Dollars(only)} al mes",
    };

    private protected override string? Area(int? squareFeet) =>
        squareFeet is { } feet ? string.Create(CultureInfo.InvariantCulture, $"{feet:N0} pies cuadrados") : null;

    private protected override string? Availability(string status, DateOnly? date) => (status, date) switch
    {
        ("available", _) => "disponible ya",
        ("coming_soon", { } day) => $"disponible el {day.Day} de {SpanishSpeech.Months[day.Month - 1]}",
        ("waitlist", _) => "con lista de espera",
        _ => null,
    };

    private protected override string In(string city) => $"en {city}";

    private protected override string Pets(string words) => $"Sobre mascotas dice {words}.";

    private protected override string Has(IReadOnlyList<string> amenities) => $"Tiene {Join(amenities)}.";

    private protected override string WantsToSee() => "¿Le gustaría visitarla?";

    private static string Count(decimal number)
    {
        var whole = (int)decimal.Truncate(number);
        var words = whole < Numbers.Length ? Numbers[whole] : whole.ToString(CultureInfo.InvariantCulture);
        return number == whole ? words : whole == 0 ? "medio" : $"{words} y medio";
    }

    private static string Dollars(decimal amount) =>
        amount == decimal.Truncate(amount) ? amount.ToString("$#,##0", CultureInfo.InvariantCulture) : amount.ToString("$#,##0.00", CultureInfo.InvariantCulture);

    private static string Wait(int seconds) => seconds switch
    {
        <= 15 => "unos segundos",
        <= 45 => "medio minuto",
        <= 90 => "un minuto",
        _ => $"{Count(Math.Ceiling(seconds / 60m))} minutos",
    };

    private static string Join(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.SkipLast(1))} y {items[^1]}",
    };
}
