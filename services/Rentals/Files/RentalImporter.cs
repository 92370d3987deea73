using Npgsql;
using PeteRental.Contracts;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Files;

/// <summary>What an import did, or would do.</summary>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Rows">Lines with anything on them, without the header.</param>
/// <param name="Added">New homes, and ones that came back.</param>
/// <param name="Changed">Homes that were there, with something else said of them.</param>
/// <param name="Unchanged">Homes that are as the file says.</param>
/// <param name="Failed">Lines that could not be used.</param>
/// <param name="Errors">What is wrong with them; at most 200.</param>
/// <param name="IgnoredColumns">Columns that mean nothing here.</param>
internal sealed record ImportReply(
    bool DryRun, int Rows, int Added, int Changed, int Unchanged, int Failed, IReadOnlyList<CsvError> Errors, IReadOnlyList<string> IgnoredColumns);

/// <summary>
/// Writes the homes of a file, all in one transaction: a line whose home is known changes it as a person would, another adds it. Lines that
/// cannot be used are told, and the others kept.
/// </summary>
internal sealed class RentalImporter(NpgsqlDataSource database, RentalWriter writer, WorkspaceZones zones, Outbox outbox)
{
    private const int MostErrors = 200;

    public async Task<ImportReply> RunAsync(WorkspaceId workspace, Guid user, CsvFile file, bool isDryRun, CancellationToken cancellationToken)
    {
        var moment = await zones.NowInAsync(workspace, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        var keys = file.Homes.Select(home => home.Request.ApplyTo(RentalRequest.Blank).Identity).Distinct().ToArray();
        var known = await RentalWriter.KnownAsync(connection, transaction, workspace, null, keys, cancellationToken);
        var (changes, errors) = Plan(known, file.Homes, workspace, user, moment);
        if (!isDryRun)
        {
            await writer.WriteAsync(connection, transaction, workspace, changes, RentalActor.Person(user), moment, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            outbox.Wake();
        }

        List<CsvError> wrong = [.. file.Errors.Concat(errors).OrderBy(error => error.Line)];
        var failed = wrong.Select(error => error.Line).Distinct().Count();
        var added = changes.Count(change => change.Kind is RentalChangeKind.Added or RentalChangeKind.Back or RentalChangeKind.Restored);
        return new ImportReply(
            isDryRun, file.Rows, added, changes.Count - added, file.Rows - failed - changes.Count, failed, [.. wrong.Take(MostErrors)], file.Ignored);
    }

    /// <summary>What the lines come to, given the homes that are known under their keys. Pure.</summary>
    internal static (IReadOnlyList<RentalChange> Changes, IReadOnlyList<CsvError> Errors) Plan(
        IReadOnlyList<Rental> known, IReadOnlyList<CsvHome> homes, WorkspaceId workspace, Guid user, Moment moment)
    {
        var byKey = known.GroupBy(rental => rental.Identity).ToDictionary(group => group.Key, group => group.ToList());
        var (changes, errors, lines) = (new List<RentalChange>(), new List<CsvError>(), new Dictionary<Guid, int>());
        foreach (var home in homes)
        {
            var asked = home.Request.ApplyTo(RentalRequest.Blank);
            var others = byKey.TryGetValue(asked.Identity, out var list) ? list : byKey[asked.Identity] = [];
            if (RentalEditor.Same(others, asked).FirstOrDefault(rental => lines.ContainsKey(rental.Id)) is { } twin)
            {
                errors.Add(new CsvError(home.Line, "property_address", $"The same home as line {lines[twin.Id]}."));
                continue;
            }

            var wrong = RentalEditor.Same(others, asked).FirstOrDefault(rental => rental.IsOffered) is { } there
                ? home.Request.Check(there)
                : home.Request.Check(null);
            if (wrong.Any)
            {
                errors.AddRange(wrong.ByField.Select(error => new CsvError(home.Line, error.Key, error.Value[0])));
                continue;
            }

            var change = ChangeOf(others, home.Request, asked, workspace, user, moment);
            lines[change.After.Id] = home.Line;
            others.RemoveAll(rental => rental.Id == change.After.Id);
            others.Add(change.After);
            if (change.IsWrite)
            {
                changes.Add(change);
            }
        }

        return (changes, errors);
    }

    private static RentalChange ChangeOf(
        IReadOnlyList<Rental> others, RentalRequest request, Rental asked, WorkspaceId workspace, Guid user, Moment moment)
    {
        if (RentalEditor.Plan(others, request, workspace, user, moment) is { } added)
        {
            return added;
        }

        var before = RentalEditor.Same(others, asked).First();
        // The spelling of an address is no reason to change it: by it the home was found.
        var after = (request with { PropertyAddress = default, Unit = default }).ApplyTo(before);
        var change = new RentalChange(before, after);
        return change.IsWrite ? change with { After = after with { UpdatedAt = moment.Now } } : change;
    }
}
