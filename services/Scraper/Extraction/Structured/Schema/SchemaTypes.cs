namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>Types of schema.org as sites use them for rentals.</summary>
internal static class SchemaTypes
{
    /// <summary>One home.</summary>
    public static readonly HashSet<string> Homes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Apartment", "House", "SingleFamilyResidence", "Residence", "Accommodation", "FloorPlan", "Room", "Suite", "Townhouse",
            "Condominium", "Duplex",
    };

    /// <summary>A building or several.</summary>
    public static readonly HashSet<string> Buildings = new(StringComparer.OrdinalIgnoreCase) { "ApartmentComplex", "GatedResidenceCommunity" };

    /// <summary>What offers a home, or is misused for one.</summary>
    public static readonly HashSet<string> Offers = new(StringComparer.OrdinalIgnoreCase)
    {
        "RealEstateListing", "Product", "IndividualProduct", "Offer", "AggregateOffer", "OfferForLease", "RentAction", "Place",
            "LodgingBusiness", "Service", "Thing",
    };

    /// <summary>What may have homes within.</summary>
    public static readonly string[] Containers =
    [
        "@graph", "itemListElement", "item", "mainEntity", "about", "makesOffer", "hasOfferCatalog", "hasPart", "containsPlace",
            "accommodationFloorPlan", "offers", "itemOffered", "object", "owns", "subjectOf",
    ];
}
