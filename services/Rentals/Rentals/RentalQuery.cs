using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Rentals.Addresses;
using PeteRental.Rentals.Sources;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Rentals;

/// <summary>The query parameters of a list of homes. As text, so that everything that is wrong is told at once and under its name.</summary>
internal sealed class RentalQuery
{
    private const int LongestText = 200;
    private const int MostWords = 12;

    /// <summary>Words of the address, the description or the amenities; the beginning of a word is enough, all must be there.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>Rent at most.</summary>
    [FromQuery(Name = "max_price")]
    public string? MaxPrice { get; set; }

    /// <summary>Rent at least.</summary>
    [FromQuery(Name = "min_price")]
    public string? MinPrice { get; set; }

    /// <summary>Bedrooms at least; 0 is a studio.</summary>
    [FromQuery(Name = "min_bedrooms")]
    public string? MinBedrooms { get; set; }

    /// <summary>Bathrooms at least.</summary>
    [FromQuery(Name = "min_bathrooms")]
    public string? MinBathrooms { get; set; }

    /// <summary>City, in any case.</summary>
    [FromQuery(Name = "city")]
    public string? City { get; set; }

    /// <summary>A host: everything of it. An address: the site that is read from there.</summary>
    [FromQuery(Name = "website")]
    public string? Website { get; set; }

    /// <summary>ISO date: can be had by then.</summary>
    [FromQuery(Name = "available_by")]
    public string? AvailableBy { get; set; }

    /// <summary>One or several of available, coming_soon, waitlist, unknown, gone, with commas.</summary>
    [FromQuery(Name = "availability_status")]
    public string? Statuses { get; set; }

    /// <summary>scraped or manual.</summary>
    [FromQuery(Name = "source_type")]
    public string? SourceType { get; set; }

    /// <summary>true: also homes that are no longer on their site.</summary>
    [FromQuery(Name = "include_gone")]
    public string? IncludeGone { get; set; }

    /// <summary>newest (default), updated, price, -price, bedrooms or available_date.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>The filter, and what is wrong with the query.</summary>
    public FieldErrors Read(PageQuery page, out RentalFilter filter)
    {
        var errors = new FieldErrors();
        var statuses = Statuses?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var sort = RentalSort.All.GetValueOrDefault(Sort ?? "") ?? RentalSort.Newest;
        var start = string.IsNullOrEmpty(page.Cursor) ? null : sort.Read(page.Cursor);
        var website = Website is null ? null : SourceAddress.Parse(Website);
        errors.Require(string.IsNullOrEmpty(Text) || (TextRules.IsLine(Text, LongestText) && AddressWords.Split(Text).Count <= MostWords), "q", "At most 200 characters and 12 words.")
            .Require(City is null || TextRules.IsLine(City, RentalLimits.City), "city", "1 to 100 characters.")
            .Require(Website is null || website is not null, "website", "A host such as birchwood.test, or an address.")
            .Require(statuses.All(AvailabilityStatus.All.Contains), "availability_status", "available, coming_soon, waitlist, unknown or gone.")
            .Require(SourceType is null or Rentals.SourceType.Scraped or Rentals.SourceType.Manual, "source_type", "scraped or manual.")
            .Require(IncludeGone is null or "true" or "false", "include_gone", "true or false.")
            .Require(string.IsNullOrEmpty(Sort) || RentalSort.All.ContainsKey(Sort), "sort", "newest, updated, price, -price, bedrooms or available_date.")
            .Require(string.IsNullOrEmpty(page.Cursor) || start is not null, "cursor", "Not a cursor that a page before has given in this order.");
        filter = new RentalFilter
        {
            Text = AddressWords.Split(Text).Count == 0 ? null : Text,
            MaxPrice = Number(MaxPrice, "max_price", RentalLimits.MostRent, errors),
            MinPrice = Number(MinPrice, "min_price", RentalLimits.MostRent, errors),
            MinBedrooms = Number(MinBedrooms, "min_bedrooms", RentalLimits.MostRooms, errors),
            MinBathrooms = Number(MinBathrooms, "min_bathrooms", RentalLimits.MostRooms, errors),
            City = City?.Trim(),
            Website = website,
            AvailableBy = Date(AvailableBy, errors),
            Statuses = statuses,
            SourceType = SourceType,
            IncludesGone = IncludeGone == "true" || statuses.Contains(AvailabilityStatus.Gone),
            Sort = sort,
            Start = start,
        };
        return errors;
    }

    private static decimal? Number(string? text, string field, decimal most, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most;
        errors.Require(isNumber, field, $"A number from 0 to {most.ToString("N0", CultureInfo.InvariantCulture)}.");
        return isNumber ? number : null;
    }

    private static DateOnly? Date(string? text, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && RentalLimits.IsDate(date);
        errors.Require(isDate, "available_by", "A date such as 2027-03-01.");
        return isDate ? date : null;
    }
}

/// <summary>Which homes a list shows, in which order, from where.</summary>
internal sealed record RentalFilter
{
    public string? Text { get; init; }

    public decimal? MaxPrice { get; init; }

    public decimal? MinPrice { get; init; }

    public decimal? MinBedrooms { get; init; }

    public decimal? MinBathrooms { get; init; }

    public string? City { get; init; }

    /// <summary>A website as somebody names it.</summary>
    public SourceAddress? Website { get; init; }

    public DateOnly? AvailableBy { get; init; }

    public IReadOnlyList<string> Statuses { get; init; } = [];

    public string? SourceType { get; init; }

    public bool IncludesGone { get; init; }

    public RentalSort Sort { get; init; } = RentalSort.Newest;

    public RentalPlace? Start { get; init; }
}
