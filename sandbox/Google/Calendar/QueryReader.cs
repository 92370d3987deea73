using System.Globalization;
using NodaTime;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Reads the parameters of a query; the first that cannot be read is the refusal.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public GoogleReply? Refusal { get; private set; }

    public string? Text(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;

    public IReadOnlyList<string> All(string name) => [.. query[name].OfType<string>()];

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => Refuse<bool>(name),
    };

    public Instant? Moment(string name) => Text(name) is not { } text ? null : EventTime.ReadMoment(text) ?? Refuse<Instant?>(name);

    public DateTimeZone? Zone(string name) => Text(name) is not { } text ? null : GoogleAccounts.Zone(text) ?? Refuse<DateTimeZone>(name);

    /// <summary><c>name=value</c>, as often as it is given.</summary>
    public IEnumerable<(string Kind, string Name, string Value)> Pairs(string name, string kind)
    {
        foreach (var text in All(name))
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                Refuse<string>(name);
                yield break;
            }

            yield return (kind, text[..at], text[(at + 1)..]);
        }
    }

    /// <summary>The entries of a page: as many as asked, at most what there may be.</summary>
    public int Size(string name, int usual, int most, int mostHere)
    {
        var asked = usual;
        if (Text(name) is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out asked) || asked < 1))
        {
            return Refuse<int>(name);
        }

        return Math.Min(Math.Min(asked, most), mostHere);
    }

    private T? Refuse<T>(string name)
    {
        Refusal ??= GoogleReply.Invalid($"Invalid value for: {name}", name);
        return default;
    }
}
