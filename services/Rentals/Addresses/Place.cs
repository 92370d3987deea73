namespace PeteRental.Rentals.Addresses;

/// <summary>Where a street is, as far as somebody said it; empty where they did not.</summary>
/// <param name="City">Words of the city in their short spelling.</param>
/// <param name="State">Two letters.</param>
/// <param name="Zip">Five digits.</param>
internal sealed record Place(string City, string State, string Zip)
{
    private const int ZipLength = 5;

    /// <summary>Nothing is said.</summary>
    public static readonly Place Unknown = new("", "", "");

    /// <summary>How much is said.</summary>
    public int Known => (City.Length > 0 ? 1 : 0) + (State.Length > 0 ? 1 : 0) + (Zip.Length > 0 ? 1 : 0);

    public static Place Of(string? city, string? state, string? postalCode) => new(
        string.Join(' ', AddressWords.Shorten(AddressWords.Split(city))),
        (state ?? "").Trim().ToUpperInvariant(),
        ZipOf(postalCode));

    /// <summary>
    /// Whether both may be the same place. One ZIP code or one city is enough: towns have more than one ZIP code, ZIP codes more than one
    /// name, and both get mistyped. What is not said contradicts nothing.
    /// </summary>
    public bool MayBe(Place other)
    {
        var isZipKnown = Zip.Length > 0 && other.Zip.Length > 0;
        if (isZipKnown && Zip == other.Zip)
        {
            return true;
        }

        if (State.Length > 0 && other.State.Length > 0 && State != other.State)
        {
            return false;
        }

        return City.Length > 0 && other.City.Length > 0 ? City == other.City : !isZipKnown;
    }

    /// <summary>With what an address itself says behind its street, such as <c>Atlanta, GA 30312</c>, where nothing else says it.</summary>
    public Place OrOf(IReadOnlyList<string> behind)
    {
        var words = behind.Select(AddressWords.Split).ToList();
        var (city, state, zip) = ("", "", "");
        foreach (var piece in words)
        {
            var rest = piece.ToList();
            if (rest is [.., var last] && ZipOf(last) is { Length: > 0 } found)
            {
                zip = found;
                rest.RemoveAt(rest.Count - 1);
            }

            if (rest is [.., { Length: 2 } letters] && letters.All(char.IsAsciiLetter) && (rest.Count > 1 || city.Length > 0))
            {
                state = letters.ToUpperInvariant();
                rest.RemoveAt(rest.Count - 1);
            }

            if (city.Length == 0)
            {
                city = string.Join(' ', AddressWords.Shorten(rest));
            }
        }

        return new Place(City.Length > 0 ? City : city, State.Length > 0 ? State : state, Zip.Length > 0 ? Zip : zip);
    }

    private static string ZipOf(string? text)
    {
        var digits = (text ?? "").Trim();
        return digits.Length >= ZipLength && digits.AsSpan(0, ZipLength).IndexOfAnyExceptInRange('0', '9') < 0
            && (digits.Length == ZipLength || digits[ZipLength] is '-' or ' ')
                ? digits[..ZipLength]
                : "";
    }
}
