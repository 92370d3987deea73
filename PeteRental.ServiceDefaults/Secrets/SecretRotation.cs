using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace PeteRental.ServiceDefaults.Secrets;

/// <summary>A column that keeps sealed secrets.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Column">The column.</param>
/// <param name="Key">The column, or the expression, that names a row.</param>
public sealed partial record SealedColumn(string Table, string Column, string Key = "id")
{
    /// <summary><c>table.column</c>.</summary>
    public string Name => $"{Table}.{Column}";

    internal bool IsPlain => Plain().IsMatch(Table) && Plain().IsMatch(Column) && Plain().IsMatch(Key);

    [GeneratedRegex(@"\A[a-z0-9_]+\z")]
    private static partial Regex Plain();
}

/// <summary>How far the secrets of a column have come.</summary>
/// <param name="Column">See <see cref="SealedColumn.Name"/>.</param>
/// <param name="Total">Secrets in it.</param>
/// <param name="Outdated">Sealed with an earlier master key that is still configured.</param>
/// <param name="Lost">Sealed with a key that is not configured any more.</param>
public sealed record SealedColumnState(string Column, long Total, long Outdated, long Lost);

/// <summary>A bite of a rotation.</summary>
/// <param name="Rewrapped">Sealed with the key in use now.</param>
/// <param name="Damaged">Could not be opened, and were left as they are.</param>
/// <param name="After">Where to go on; null at the end of the column.</param>
public sealed record RewrappedBite(int Rewrapped, int Damaged, string? After);

/// <summary>
/// Has the secrets in a service's database wrapped with the master key in use. Only data keys are wrapped anew, the secrets themselves are
/// not opened; doing it twice changes nothing, and the service goes on working meanwhile.
/// </summary>
public sealed class SecretRotation
{
    private const int Bite = 200;

    private readonly NpgsqlDataSource _database;
    private readonly SecretBox _secrets;
    private readonly MasterKeys _keys;
    private readonly IReadOnlyList<SealedColumn> _columns;

    /// <summary>Takes the columns of the service.</summary>
    public SecretRotation(NpgsqlDataSource database, SecretBox secrets, MasterKeys keys, IEnumerable<SealedColumn> columns)
    {
        (_database, _secrets, _keys, _columns) = (database, secrets, keys, [.. columns]);
        if (_columns.FirstOrDefault(column => !column.IsPlain) is { } odd)
        {
            throw new ArgumentException($"{odd.Name} is no plain name of a column.", nameof(columns));
        }
    }

    /// <summary>All columns.</summary>
    public async Task<IReadOnlyList<SealedColumnState>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var states = new List<SealedColumnState>(_columns.Count);
        foreach (var column in _columns)
        {
            // The id of the key that wrapped a secret is bytes 2 to 9 of it.
            states.Add(await connection.QuerySingleAsync<SealedColumnState>(new CommandDefinition(
                $"""
                SELECT @Name AS "column", count(*) AS total,
                    count(*) FILTER (WHERE substring({column.Column} FROM 2 FOR 8) = ANY (@previous)) AS outdated,
                    count(*) FILTER (WHERE substring({column.Column} FROM 2 FOR 8) <> ALL (@previous || ARRAY[@current])) AS lost
                FROM {column.Table} WHERE {column.Column} IS NOT NULL
                """,
                new { column.Name, previous = Previous(), current = Convert.FromHexString(_keys.CurrentId) },
                cancellationToken: cancellationToken)));
        }

        return states;
    }

    /// <summary>Wraps the next secrets of a column anew; null when there is no such column.</summary>
    /// <param name="name">See <see cref="SealedColumn.Name"/>.</param>
    /// <param name="after">Of the bite before; null to begin.</param>
    /// <param name="cancellationToken">Gives up; what was done stays done.</param>
    public async Task<RewrappedBite?> RewrapAsync(string name, string? after, CancellationToken cancellationToken)
    {
        if (_columns.FirstOrDefault(candidate => candidate.Name == name) is not { } column)
        {
            return null;
        }

        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<SealedRow>(new CommandDefinition(
            $"""
            SELECT {column.Key}::text AS key, {column.Column} AS box FROM {column.Table}
            WHERE {column.Column} IS NOT NULL AND substring({column.Column} FROM 2 FOR 8) = ANY (@previous) AND {column.Key}::text > @after
            ORDER BY {column.Key}::text LIMIT @Bite FOR NO KEY UPDATE
            """,
            new { previous = Previous(), after = after ?? "", Bite }, transaction, cancellationToken: cancellationToken))).ToList();
        var rewrapped = 0;
        foreach (var row in rows)
        {
            if (_secrets.Rewrap(row.Box) is { } box)
            {
                rewrapped += await connection.ExecuteAsync(new CommandDefinition(
                    $"UPDATE {column.Table} SET {column.Column} = @box WHERE {column.Key}::text = @Key AND substring({column.Column} FROM 2 FOR 8) = ANY (@previous)",
                    new { box, row.Key, previous = Previous() }, transaction, cancellationToken: cancellationToken));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return new RewrappedBite(rewrapped, rows.Count - rewrapped, rows.Count == Bite ? rows[^1].Key : null);
    }

    private byte[][] Previous() => [.. _keys.PreviousIds.Select(Convert.FromHexString)];

    private sealed record SealedRow(string Key, byte[] Box);
}
