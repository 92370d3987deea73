namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>A home's address in its parts, each as shown, except that the state is its two letters. Null where it is not said.</summary>
/// <param name="Street">Number and street, without the unit.</param>
/// <param name="Unit">Such as 2B or Upper, without "unit" or "#".</param>
/// <param name="City">City.</param>
/// <param name="State">Two letters.</param>
/// <param name="PostalCode">ZIP code, with its four digits where shown.</param>
internal sealed record PostalAddress(string Street, string? Unit, string? City, string? State, string? PostalCode);

/// <summary>Where something is, without a street.</summary>
internal sealed record Place(string? City, string? State, string? PostalCode);

/// <summary>An address and where it stands in its text.</summary>
internal readonly record struct FoundAddress(PostalAddress Address, int Start, int End);
