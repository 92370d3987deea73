using PeteRental.Rentals.Rentals;

namespace PeteRental.Bench.Scale;

/// <summary>Fills the database of Rentals: the homes of each workspace, of two sites and by hand, with the words they are found by.</summary>
internal static class RentalsFill
{
    private const int HomesOfASite = 500;

    private const string Columns =
        """
        id, workspace_id, source_id, named_by_caller, source_type, identity, variant, website, url, property_address, unit, city, state, postal_code, price, bedrooms, bathrooms, square_feet,
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
        var shares = HeavyTail.Divide(rentals, largest, landscape.Workspaces.Count, HeavyTail.OfHomes);
        var sites = landscape.Workspaces.ToDictionary(workspace => workspace.Rank, workspace => SitesOf(workspace, shares[workspace.Rank]));
        await copy.CopyAsync(
            "sources (id, workspace_id, website, website_url, url_key, is_active, named_by_caller, last_scraped_at, created_at, updated_at)",
            sites.Values.Sum(of => of.Length), landscape.Workspaces.SelectMany(workspace => Sources(landscape, workspace, sites[workspace.Rank])), cancellationToken);
        // By way of a table with the words as a list: what makes a vector of them is the database's.
        await copy.RunAsync(
            "homes_filled", $"CREATE UNLOGGED TABLE homes_filled AS SELECT {Columns}, ARRAY[]::text[] AS words FROM homes WITH NO DATA", cancellationToken);
        var random = new Random(7);
        await copy.CopyAsync(
            $"homes_filled ({Columns}, words)",
            rentals,
            InOrderOfTime(landscape, shares).Select(entry => Row(landscape, entry.Workspace, entry.Number, shares[entry.Workspace.Rank], sites[entry.Workspace.Rank], random)),
            cancellationToken);
        // Two million rows, one by one into ten indexes, take the better part of an hour: these are made when the rows are there.
        await copy.RunAsync("homes, indexes away", WithoutIndexes, cancellationToken);
        await copy.RunAsync(
            "homes", $"INSERT INTO homes ({Columns}, search) SELECT {Columns}, array_to_tsvector(words) FROM homes_filled", cancellationToken);
        await copy.RunAsync("homes_filled, away", "DROP TABLE homes_filled", cancellationToken);
        await copy.RunAsync("homes, indexes", WithIndexes, cancellationToken);
        await copy.RunAsync(
            "rental_history",
            """
            INSERT INTO rental_history (id, workspace_id, rental_id, occurred_at, kind)
            SELECT gen_random_uuid(), workspace_id, id, created_at, 'added' FROM homes
            """,
            cancellationToken);
        await copy.SettleAsync("rentals", cancellationToken);
    }

    private const string WithoutIndexes =
        """
        CREATE TABLE homes_indexes AS SELECT indexname::text AS name, indexdef AS definition FROM pg_indexes
        WHERE schemaname = 'public' AND tablename = 'homes' AND indexdef NOT LIKE '%UNIQUE%';
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT homes_indexes.name FROM homes_indexes LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
        END $$
        """;

    private const string WithIndexes =
        """
        SET maintenance_work_mem = '256MB';
        DO $$ DECLARE definition text; BEGIN
            FOR definition IN SELECT homes_indexes.definition FROM homes_indexes LOOP EXECUTE definition; END LOOP;
        END $$;
        DROP TABLE homes_indexes;
        RESET maintenance_work_mem
        """;

    // A site for each five hundred homes, and in every fourth workspace one that a caller has named, with a few more.
    private static Guid[] SitesOf(FilledWorkspace workspace, int homes) =>
        [.. Enumerable.Range(0, 1 + (homes / HomesOfASite) + (HasCallersSite(workspace) ? 1 : 0)).Select(_ => Guid.CreateVersion7(workspace.CreatedAt))];

    private static bool HasCallersSite(FilledWorkspace workspace) => workspace.Rank % 4 == 0;

    private static string HostOf(FilledWorkspace workspace, int site) => $"site-{site}.homes-{workspace.Rank}.test";

    private static IEnumerable<object?[]> Sources(Landscape landscape, FilledWorkspace workspace, Guid[] sites) => sites.Select(object?[] (source, index) =>
    [
        source, workspace.Id, HostOf(workspace, index), $"https://{HostOf(workspace, index)}/", HostOf(workspace, index), !IsCallers(workspace, sites, index),
        IsCallers(workspace, sites, index), landscape.Now, workspace.CreatedAt, workspace.CreatedAt,
    ]);

    private static bool IsCallers(FilledWorkspace workspace, Guid[] sites, int index) => HasCallersSite(workspace) && index == sites.Length - 1;

    // As they were found, those of all workspaces among each other: one workspace's rows lie apart on the disk.
    private static IEnumerable<(FilledWorkspace Workspace, int Number)> InOrderOfTime(Landscape landscape, int[] shares) => landscape.Workspaces
        .SelectMany(workspace => Enumerable.Range(0, shares[workspace.Rank]).Select(number => (workspace, number)))
        .OrderBy(entry => (double)entry.number / shares[entry.workspace.Rank]);

    private static object?[] Row(Landscape landscape, FilledWorkspace workspace, int number, int of, Guid[] sites, Random random)
    {
        var seen = landscape.Since + ((landscape.Now - landscape.Since) * ((number + 0.5) / of));
        var isManual = number % 10 == 0;
        var index = HasCallersSite(workspace) && number % 50 == 1 ? sites.Length - 1 : number / HomesOfASite;
        var site = HostOf(workspace, index);
        var home = new Rental
        {
            Id = Guid.CreateVersion7(seen),
            WorkspaceId = workspace.Id,
            SourceType = isManual ? SourceType.Manual : SourceType.Scraped,
            SourceId = isManual ? null : sites[index],
            NamedByCaller = !isManual && IsCallers(workspace, sites, index),
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
            home.Id, home.WorkspaceId, home.SourceId, home.NamedByCaller, home.SourceType, home.Identity, number, home.Website, home.Url, home.PropertyAddress, home.Unit, home.City, home.State, home.PostalCode,
            home.Price, home.Bedrooms, home.Bathrooms, home.SquareFeet, home.PropertyType,
            home.Availability == Availability.Date ? DateOnly.FromDateTime(landscape.Now.UtcDateTime).AddDays(random.Next(-20, 120)) : null, home.Availability,
            home.Pets, home.Description, home.Amenities, random.Next(20) == 0 ? landscape.Now : null, seen, seen, seen, seen, SearchWords.Of(home).ToArray(),
        ];
    }
}
