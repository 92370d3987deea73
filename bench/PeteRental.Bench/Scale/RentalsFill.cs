using PeteRental.Rentals.Rentals;

namespace PeteRental.Bench.Scale;

/// <summary>Fills the database of Rentals: the homes of each workspace, of two sites and by hand, with the words they are found by.</summary>
internal static class RentalsFill
{
    private const int HomesOfASite = 500;

    private const string Columns =
        """
        id, workspace_id, source_type, identity, variant, website, url, property_address, unit, city, state, postal_code, price, bedrooms, bathrooms, square_feet,
        property_type, available_date, availability, pets, description, amenities, missing_since, first_seen_at, last_seen_at, created_at, updated_at
        """;

    private static readonly string[] Streets =
        ["Birchwood Ave", "Ponce de Leon Ave", "Juniper St", "Magnolia Ln", "Peachtree Rd", "Sycamore Ct", "Linden Blvd", "Harbor View Dr", "N Oak St", "21st St", "Main St", "Willow Way"];

    private static readonly string[] Cities = ["Atlanta", "Decatur", "Marietta", "Roswell", "Smyrna"];
    private static readonly string[] Types = ["apartment", "apartment", "house", "townhouse", "duplex"];
    private static readonly string[] Pets = ["Cats and small dogs welcome", "No pets", "One cat"];

    private static readonly string[] Texts =
    [
        "Bright corner home with hardwood floors, a renovated kitchen and a balcony over the garden.", "Quiet street, off-street parking, washer and dryer in the unit.",
        "Two blocks from the park and the train, with central air and a dishwasher.", "Newly painted, walk-in closets, storage in the basement.",
    ];

    public static async Task RunAsync(BulkCopy copy, Landscape landscape, int rentals, int largest, CancellationToken cancellationToken)
    {
        // By way of a table with the words as a list: what makes a vector of them is the database's.
        await copy.RunAsync(
            "rentals_filled", $"CREATE UNLOGGED TABLE rentals_filled AS SELECT {Columns}, ARRAY[]::text[] AS words FROM rentals WITH NO DATA", cancellationToken);
        var shares = HeavyTail.Divide(rentals, largest, landscape.Workspaces.Count);
        var random = new Random(7);
        await copy.CopyAsync(
            $"rentals_filled ({Columns}, words)",
            rentals,
            InOrderOfTime(landscape, shares).Select(entry => Row(landscape, entry.Workspace, entry.Number, shares[entry.Workspace.Rank], random)),
            cancellationToken);
        await copy.RunAsync(
            "rentals", $"INSERT INTO rentals ({Columns}, search) SELECT {Columns}, array_to_tsvector(words) FROM rentals_filled", cancellationToken);
        await copy.RunAsync("rentals_filled, away", "DROP TABLE rentals_filled", cancellationToken);
        await copy.RunAsync(
            "rental_history",
            """
            INSERT INTO rental_history (id, workspace_id, rental_id, occurred_at, kind)
            SELECT gen_random_uuid(), workspace_id, id, created_at, 'added' FROM rentals
            """,
            cancellationToken);
        await copy.SettleAsync("rentals", cancellationToken);
    }

    // As they were found, those of all workspaces among each other: one workspace's rows lie apart on the disk.
    private static IEnumerable<(FilledWorkspace Workspace, int Number)> InOrderOfTime(Landscape landscape, int[] shares) => landscape.Workspaces
        .SelectMany(workspace => Enumerable.Range(0, shares[workspace.Rank]).Select(number => (workspace, number)))
        .OrderBy(entry => (double)entry.number / shares[entry.workspace.Rank]);

    private static object?[] Row(Landscape landscape, FilledWorkspace workspace, int number, int of, Random random)
    {
        var seen = landscape.Since + ((landscape.Now - landscape.Since) * ((number + 0.5) / of));
        var isManual = number % 10 == 0;
        var site = $"site-{number / HomesOfASite}.homes-{workspace.Rank}.test";
        var home = new Rental
        {
            Id = Guid.CreateVersion7(seen),
            WorkspaceId = workspace.Id,
            SourceType = isManual ? SourceType.Manual : SourceType.Scraped,
            Website = isManual ? null : site,
            Url = isManual ? null : $"https://{site}/homes/{number}",
            PropertyAddress = $"{100 + (number / Streets.Length)} {Streets[number % Streets.Length]}",
            Unit = random.Next(2) == 0 ? $"{random.Next(1, 40)}" : null,
            City = Cities[random.Next(Cities.Length)],
            State = "GA",
            PostalCode = $"30{random.Next(1000):000}",
            Price = random.Next(20) == 0 ? null : 700 + (5 * random.Next(500)),
            Bedrooms = random.Next(5),
            Bathrooms = 1 + (random.Next(5) / 2m),
            SquareFeet = 400 + random.Next(1800),
            PropertyType = Types[random.Next(Types.Length)],
            Availability = random.NextDouble() switch { < 0.5 => Availability.Now, < 0.9 => Availability.Date, < 0.95 => Availability.Waitlist, _ => Availability.Unknown },
            Pets = Pets[random.Next(Pets.Length)],
            Description = Texts[random.Next(Texts.Length)],
            Amenities = ["Balcony", "Parking"],
        }.Identified();
        return
        [
            home.Id, home.WorkspaceId, home.SourceType, home.Identity, number, home.Website, home.Url, home.PropertyAddress, home.Unit, home.City, home.State, home.PostalCode,
            home.Price, home.Bedrooms, home.Bathrooms, home.SquareFeet, home.PropertyType,
            home.Availability == Availability.Date ? DateOnly.FromDateTime(landscape.Now.UtcDateTime).AddDays(random.Next(-20, 120)) : null, home.Availability,
            home.Pets, home.Description, home.Amenities, random.Next(20) == 0 ? landscape.Now : null, seen, seen, seen, seen, SearchWords.Of(home).ToArray(),
        ];
    }
}
