using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace PeteRental.VoiceWebhook.Messages;

/// <summary>The arguments that our tools know.</summary>
public enum Argument
{
#pragma warning disable CS1591 // The names say it; what each means is in the tools' own schemas.
    PropertyAddress,
    Date,
    TimeOfDay,
    DaysAhead,
    StartTime,
    AttendeeName,
    AttendeeEmail,
    AttendeePhone,
    Notes,
    AppointmentId,
    Reason,
    UserId,
    Website,
    Query,
    City,
    MaxPrice,
    MinPrice,
    MinBedrooms,
    MinBathrooms,
    AvailableBy,
    RentalId,
#pragma warning restore CS1591
}

/// <summary>
/// What a model filled in for a tool. Models misspell: <c>startTime</c>, <c>start-time</c> and <c>Start_Time</c> are
/// <c>start_time</c>, and common synonyms are known. A value is text (numbers and booleans too); an object or list in its
/// place is remembered as unusable, so that the caller can be asked again instead of being taken at a wrong word.
/// </summary>
public sealed class ToolArguments
{
    private const int Count = (int)Argument.RentalId + 1;

    // A spoken argument of more than this is not one.
    private const int LongestValue = 4_096;

    // What is kept of arguments in the journal.
    private const int LongestJournal = 8_192;

    // Canonical names come first: they win over synonyms, whatever the order in the body.
    private static readonly (string Name, Argument Argument)[] Names =
    [
        ("propertyaddress", Argument.PropertyAddress),
        ("date", Argument.Date),
        ("timeofday", Argument.TimeOfDay),
        ("daysahead", Argument.DaysAhead),
        ("starttime", Argument.StartTime),
        ("attendeename", Argument.AttendeeName),
        ("attendeeemail", Argument.AttendeeEmail),
        ("attendeephone", Argument.AttendeePhone),
        ("notes", Argument.Notes),
        ("appointmentid", Argument.AppointmentId),
        ("reason", Argument.Reason),
        ("userid", Argument.UserId),
        ("website", Argument.Website),
        ("query", Argument.Query),
        ("city", Argument.City),
        ("maxprice", Argument.MaxPrice),
        ("minprice", Argument.MinPrice),
        ("minbedrooms", Argument.MinBedrooms),
        ("minbathrooms", Argument.MinBathrooms),
        ("availableby", Argument.AvailableBy),
        ("rentalid", Argument.RentalId),
        ("address", Argument.PropertyAddress),
        ("property", Argument.PropertyAddress),
        ("earliestdate", Argument.Date),
        ("preferreddate", Argument.Date),
        ("day", Argument.Date),
        ("datetime", Argument.StartTime),
        ("time", Argument.StartTime),
        ("newstarttime", Argument.StartTime),
        ("name", Argument.AttendeeName),
        ("callername", Argument.AttendeeName),
        ("email", Argument.AttendeeEmail),
        ("phone", Argument.AttendeePhone),
        ("phonenumber", Argument.AttendeePhone),
        ("url", Argument.Website),
        ("websiteurl", Argument.Website),
        ("site", Argument.Website),
        ("location", Argument.Query),
        ("search", Argument.Query),
        ("keywords", Argument.Query),
        ("maxrent", Argument.MaxPrice),
        ("budget", Argument.MaxPrice),
        ("price", Argument.MaxPrice),
        ("pricerange", Argument.MaxPrice),
        ("minrent", Argument.MinPrice),
        ("bedrooms", Argument.MinBedrooms),
        ("beds", Argument.MinBedrooms),
        ("bathrooms", Argument.MinBathrooms),
        ("baths", Argument.MinBathrooms),
        ("moveindate", Argument.AvailableBy),
        ("movein", Argument.AvailableBy),
        ("availabledate", Argument.AvailableBy),
        ("propertyid", Argument.RentalId),
    ];

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> RankByName = Names
        .Select((entry, rank) => (entry.Name, rank))
        .ToFrozenDictionary(entry => entry.Name, entry => entry.rank)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string?[] _values = new string?[Count];
    private readonly bool[] _unusable = new bool[Count];

    private ToolArguments(string? json) => Json = json;

    /// <summary>No arguments.</summary>
    public static ToolArguments None { get; } = new("{}");

    /// <summary>The arguments as sent, one JSON object, for the journal; null when too long to keep.</summary>
    public string? Json { get; }

    /// <summary>The text of an argument; null when it is absent, empty or unusable.</summary>
    public string? this[Argument argument] => _values[(int)argument];

    /// <summary>Something was given, but not text.</summary>
    public bool IsUnusable(Argument argument) => _unusable[(int)argument];

    /// <summary>The only argument of a message that names no tool.</summary>
    public static ToolArguments ForWebsite(string website)
    {
        var arguments = new ToolArguments($$"""{"website":"{{JsonEncodedText.Encode(website)}}"}""");
        arguments._values[(int)Argument.Website] = website;
        return arguments;
    }

    /// <summary>Reads one JSON object; null when it is none.</summary>
    public static ToolArguments? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
            if (!reader.Read() || reader.TokenType == JsonTokenType.Null)
            {
                return None;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var arguments = new ToolArguments(json.Length <= LongestJournal ? Encoding.UTF8.GetString(json) : null);
            arguments.ReadObject(ref reader);
            return reader.Read() ? null : arguments;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        Span<int> ranks = stackalloc int[Count];
        ranks.Fill(int.MaxValue);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var rank = Rank(ref reader);
            reader.Read();
            if (rank is { } known && known < ranks[(int)Names[known].Argument] && Take(ref reader, Names[known].Argument))
            {
                ranks[(int)Names[known].Argument] = known;
            }

            reader.Skip();
        }
    }

    private bool Take(ref Utf8JsonReader reader, Argument argument)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        var value = reader.TokenType switch
        {
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ when reader.ValueSpan.Length > LongestValue => null,
            _ => JsonText.Any(ref reader),
        };
        _unusable[(int)argument] = value is null;
        _values[(int)argument] = string.IsNullOrWhiteSpace(value) ? null : value;
        return true;
    }

    private static int? Rank(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > 32)
        {
            return null;
        }

        Span<char> name = stackalloc char[32];
        var length = 0;
        foreach (var letter in reader.ValueSpan)
        {
            if (letter is not ((byte)'_' or (byte)'-' or (byte)' '))
            {
                name[length++] = char.ToLowerInvariant((char)letter);
            }
        }

        return RankByName.TryGetValue(name[..length], out var rank) ? rank : null;
    }
}
