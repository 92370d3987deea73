using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Scraper.Extraction;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Crawling;

/// <summary>What a page said the last time.</summary>
/// <param name="Url">Where it was in the end.</param>
/// <param name="Validators">By which the site can tell whether it is the same.</param>
/// <param name="Extraction">What it said.</param>
/// <param name="HasScripts">It had scripts.</param>
internal sealed record RememberedPage(Uri Url, Validators Validators, PageExtraction Extraction, bool HasScripts);

/// <summary>
/// Pages between readings. Only what the same build of the service has read is used: a newer one may read the page better, so it asks for it
/// again. Days without a year stay as they were understood when the page was read.
/// </summary>
internal sealed class PageMemory(NpgsqlDataSource database, IOptions<CrawlOptions> options)
{
    /// <summary>What no reading has seen for so long is forgotten.</summary>
    private const int KeptDays = 45;

    private const int MostKey = 400;

    private static readonly Guid Reader = typeof(ListingExtractor).Module.ModuleVersionId;

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 32,
    };

    /// <summary>What is remembered of a page; null when that is of no use.</summary>
    public async Task<RememberedPage?> FindAsync(Guid sourceId, Uri url, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var extraction = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT extraction FROM pages WHERE source_id = @sourceId AND url_key = @key AND reader = @Reader",
            new { sourceId, key = KeyOf(url), Reader },
            cancellationToken: cancellationToken));
        return extraction is null ? null : Unpack(extraction);
    }

    /// <summary>Remembers what a page says.</summary>
    public async Task KeepAsync(Guid sourceId, Uri url, RememberedPage page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO pages (source_id, url_key, etag, last_modified, reader, extraction) VALUES (@sourceId, @key, @ETag, @LastModified, @Reader, @extraction)
            ON CONFLICT (source_id, url_key) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, reader = excluded.reader,
                extraction = excluded.extraction, seen_at = now()
            """,
            new { sourceId, key = KeyOf(url), page.Validators.ETag, page.Validators.LastModified, Reader, extraction = Pack(page) },
            cancellationToken: cancellationToken));
    }

    /// <summary>A page is still what it was.</summary>
    public async Task SeenAsync(Guid sourceId, Uri url, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE pages SET seen_at = now() WHERE source_id = @sourceId AND url_key = @key",
            new { sourceId, key = KeyOf(url) },
            cancellationToken: cancellationToken));
    }

    /// <summary>Forgets what is too much of a source: the pages that were seen longest ago.</summary>
    public async Task TrimAsync(Guid sourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM pages WHERE source_id = @sourceId AND url_key IN (
                SELECT url_key FROM pages WHERE source_id = @sourceId ORDER BY seen_at DESC OFFSET @MostRemembered)
            """,
            new { sourceId, options.Value.MostRemembered },
            cancellationToken: cancellationToken));
    }

    /// <summary>Forgets pages of sources that are read no more.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM pages WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM pages WHERE seen_at < now() - @KeptDays * interval '1 day' LIMIT 10000))
            """,
            new { KeptDays },
            cancellationToken: cancellationToken));
    }

    // An index takes no key of any length.
    private static string KeyOf(Uri url)
    {
        var key = PageKey.Of(url);
        return key.Length <= MostKey ? key : $"{key[..MostKey]} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
    }

    private static byte[] Pack(RememberedPage page)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(brotli, page, Json);
        }

        return packed.ToArray();
    }

    private static RememberedPage? Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<RememberedPage>(brotli, Json);
    }
}
