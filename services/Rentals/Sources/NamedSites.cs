using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Sources;

/// <summary>A source by which somebody may name a website.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Website">Its host, or the company's name.</param>
/// <param name="UrlKey">Its address without what makes no difference.</param>
/// <param name="NamedByCaller">No manager has added it.</param>
/// <param name="LastScrapedAt">The last reading that went well.</param>
/// <param name="LastErrorCode">Of the last reading, when it went badly.</param>
internal sealed record KnownSource(Guid Id, string Website, string UrlKey, bool NamedByCaller, DateTimeOffset? LastScrapedAt, string? LastErrorCode);

/// <summary>Whose homes are asked for.</summary>
/// <param name="Sources">Those of these sources.</param>
/// <param name="HasNamedByCaller">One of them is a site that a caller named: its homes are not among those that the workspace offers.</param>
/// <param name="Host">And those that were entered by hand with a page on this host; null where one source is meant.</param>
internal sealed record NamedSite(Guid[] Sources, bool HasNamedByCaller, string? Host)
{
    /// <summary>Where such homes are; without a site, those that the workspace offers.</summary>
    public static string TableFor(NamedSite? site) => site is { HasNamedByCaller: true } ? "homes" : "rentals";

    /// <summary>The condition for a statement with the parameters <c>@sources</c> and <c>@host</c>.</summary>
    // Of what the workspace offers, within coalesce: one source may be all of it, and is then read in the order of the list, in the index alone. The others
    // are in no such index, and are found by their source.
    public string Condition => (HasNamedByCaller, Host) switch
    {
        (true, null) => "source_id = ANY(@sources)",
        (true, _) => "(source_id = ANY(@sources) OR (source_id IS NULL AND website = @host))",
        (false, null) => "coalesce(source_id = ANY(@sources), false)",
        (false, _) => "coalesce(CASE WHEN source_id IS NULL THEN website = @host ELSE source_id = ANY(@sources) END, false)",
    };
}

/// <summary>
/// Which sources a website in somebody's words means. Hosts are shared: by the companies of a platform, and by the list pages of one company. So an
/// address is told by its path, and only a bare host means all that is read of it.
/// </summary>
internal sealed class NamedSites(NpgsqlDataSource database)
{
    /// <summary>Whose homes a website means.</summary>
    public async Task<NamedSite> FindAsync(WorkspaceId workspace, SourceAddress said, CancellationToken cancellationToken) =>
        Of(said, await KnownAsync(workspace, cancellationToken));

    /// <summary>The sources of a workspace, oldest first.</summary>
    public async Task<IReadOnlyList<KnownSource>> KnownAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<KnownSource>(new CommandDefinition(
            """
            SELECT id, website, url_key, named_by_caller, last_scraped_at, last_error_code FROM sources
            WHERE workspace_id = @workspace ORDER BY created_at, id
            """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Whose homes a website means, given the sources. An address on a host that nothing is read of means the host. Pure.</summary>
    internal static NamedSite Of(SourceAddress said, IReadOnlyList<KnownSource> known)
    {
        var meant = Meant(said, known);
        var isHost = said.IsHost || known.All(source => source.Website != said.Website);
        return new NamedSite([.. meant.Select(source => source.Id)], meant.Any(source => source.NamedByCaller), isHost ? said.Website : null);
    }

    /// <summary>
    /// The sources that are meant: the one with this very address, else the one whose address goes furthest towards it, else those whose addresses begin with
    /// it, so that a host means all of them; else those of the company of this name. Pure.
    /// </summary>
    internal static IReadOnlyList<KnownSource> Meant(SourceAddress said, IReadOnlyList<KnownSource> known)
    {
        if (!said.IsHost && known.FirstOrDefault(source => source.UrlKey == said.Key) is { } same)
        {
            return [same];
        }

        if (said.IsName)
        {
            // A manager's own before any that a caller brought up: else whoever calls could put a site in its place.
            var named = known.OrderBy(source => source.NamedByCaller).FirstOrDefault(source => source.Website == said.Website || MayBe(said, source.Website));
            return named is null ? [] : [.. known.Where(source => source.Website == named.Website && source.NamedByCaller == named.NamedByCaller)];
        }

        var around = said.IsHost ? null : known.Where(source => IsWithin(said.Key, PlaceOf(source))).MaxBy(source => PlaceOf(source).Length);
        return around is not null ? [around] : [.. known.Where(source => IsWithin(PlaceOf(source), said.Key))];
    }

    /// <summary>Whether a company's name, as somebody says it, may be that of a site: <c>Birchwood Homes</c> is <c>birchwoodhomes.test</c>. Pure.</summary>
    internal static bool MayBe(SourceAddress said, string website)
    {
        var name = said.IsName ? string.Concat(AddressWords.Split(said.Website)) : "";
        var dot = website.LastIndexOf('.');
        var host = string.Concat(AddressWords.Split(dot > 0 ? website[..dot] : website));
        return name.Length >= 4 && host.Length >= 4 && (host.Contains(name, StringComparison.Ordinal) || name.Contains(host, StringComparison.Ordinal));
    }

    // Of a company that was only named, all of the site that was found is read.
    private static string PlaceOf(KnownSource source) => source.UrlKey.StartsWith("name:", StringComparison.Ordinal) ? source.Website : source.UrlKey;

    // At the end of a word of the path, not within one: /homes is not around /homes-for-sale.
    private static bool IsWithin(string address, string place) =>
        address.StartsWith(place, StringComparison.OrdinalIgnoreCase) && (address.Length == place.Length || address[place.Length] is '/' or '?' or '&');
}
