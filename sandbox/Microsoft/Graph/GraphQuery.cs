using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft.Graph;

/// <summary>The system query options of a list of events; those that the sandbox does not know are refused, not overlooked.</summary>
internal sealed partial record GraphQuery(
    int Top, int Skip, IReadOnlySet<string>? Select, bool Descending, IReadOnlySet<string>? Extended, EventFilter? Filter)
{
    public const int DefaultPage = 10;
    public const int LargestPage = 1_000;

    // The real one cannot leave these two out of a view, or choose them.
    private static readonly string[] NotSelectable = ["createdDateTime", "lastModifiedDateTime"];
    private static readonly string[] Known = ["$top", "$skip", "$select", "$orderby", "$expand", "$filter", "$count"];

    /// <summary>Reads the query.</summary>
    /// <param name="query">Of the request.</param>
    /// <param name="isView">A view has no filter here.</param>
    public static Outcome<GraphQuery, GraphError> Read(IQueryCollection query, bool isView)
    {
        var unknown = query.Keys.FirstOrDefault(name => name.StartsWith('$') && !Known.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null || (isView && query.ContainsKey("$filter")))
        {
            return Wrong($"The query option '{unknown ?? "$filter"}' is not supported by the sandbox here.");
        }

        if (!TryNumber(query["$top"], DefaultPage, 1, LargestPage, out var top) || !TryNumber(query["$skip"], 0, 0, int.MaxValue, out var skip))
        {
            return Wrong($"$top is from 1 to {LargestPage} and $skip at least 0.");
        }

        var select = Names(query["$select"].ToString());
        if (select?.FirstOrDefault(name => !IsSelectable(name, isView)) is { } culprit)
        {
            return Wrong($"Parsing OData Select and Expand failed: Could not find a property named '{culprit}' on type 'microsoft.graph.event'.");
        }

        var (order, expand) = (query["$orderby"].ToString(), query["$expand"].ToString());
        if ((order.Length > 0 && !Order().IsMatch(order)) || (expand.Length > 0 && !Expand().IsMatch(expand)))
        {
            return Wrong("The sandbox orders by start/dateTime and expands singleValueExtendedProperties($filter=id eq '…') only.");
        }

        var extended = expand.Length == 0 ? null : ExtendedId().Matches(expand).Select(match => Unquoted(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var filter = EventFilter.Read(query["$filter"].ToString());
        return filter.Error is not null
            ? filter.Error
            : new GraphQuery(top, skip, select, order.EndsWith("desc", StringComparison.OrdinalIgnoreCase), extended, filter.Value);
    }

    /// <summary>The address of the page after this one: the same, further on.</summary>
    public string Next(HttpRequest request, string address)
    {
        var path = request.Path.Value![GraphEndpoints.Prefix.Length..];
        var query = request.Query.Where(pair => !pair.Key.Equals("$skip", StringComparison.OrdinalIgnoreCase))
            .Append(KeyValuePair.Create("$skip", new StringValues((Skip + Top).ToString(CultureInfo.InvariantCulture))));
        // A dollar stays one: that is how the real one writes it.
        return QueryHelpers.AddQueryString(address + path, query).Replace("%24", "$", StringComparison.Ordinal);
    }

    internal static string Unquoted(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    private static HashSet<string>? Names(string list) => list.Length == 0
        ? null
        : list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    private static bool IsSelectable(string name, bool isView) =>
        name == "id" || (EventShape.Told.Contains(name, StringComparer.Ordinal) && !(isView && NotSelectable.Contains(name, StringComparer.Ordinal)));

    private static GraphError Wrong(string message) => GraphError.BadRequest("BadRequest", message);

    private static bool TryNumber(StringValues value, int otherwise, int least, int most, out int number)
    {
        number = otherwise;
        return value.Count == 0
            || (int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
    }

    [GeneratedRegex(@"\Astart/dateTime( asc| desc)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Order();

    [GeneratedRegex(@"\AsingleValueExtendedProperties\(\$filter=id eq '(?:[^']|'')+'(?: or id eq '(?:[^']|'')+')*\)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Expand();

    [GeneratedRegex("id eq '((?:[^']|'')+)'", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExtendedId();
}

/// <summary>The filters that find one's own event again.</summary>
/// <param name="Property">The id of an extended property, null for <c>iCalUId</c>.</param>
/// <param name="Value">What it equals.</param>
internal sealed partial record EventFilter(string? Property, string Value)
{
    /// <summary>Null in the outcome when there is no filter.</summary>
    public static Outcome<EventFilter, GraphError> Read(string text)
    {
        if (text.Length == 0)
        {
            return default;
        }

        if (ByUid().Match(text) is { Success: true } uid)
        {
            return new EventFilter(null, GraphQuery.Unquoted(uid.Groups[1].Value));
        }

        return ByProperty().Match(text) is { Success: true } property
            ? new EventFilter(GraphQuery.Unquoted(property.Groups[2].Value), GraphQuery.Unquoted(property.Groups[3].Value))
            : GraphError.BadRequest("ErrorInvalidUrlQueryFilter", "The sandbox filters by iCalUId eq '…' and singleValueExtendedProperties/Any(ep: ep/id eq '…' and ep/value eq '…') only.");
    }

    public bool Covers(EventInstance instance) => Property is null
        ? instance.Source.Fields["iCalUId"]?.GetValue<string>() == Value
        : instance.Source.Fields["singleValueExtendedProperties"] is System.Text.Json.Nodes.JsonArray properties
            && properties.Any(property => property!["id"]!.GetValue<string>() == Property && property["value"]?.GetValue<string>() == Value);

    [GeneratedRegex(@"\AiCalUId eq '((?:[^']|'')+)'\z", RegexOptions.CultureInvariant)]
    private static partial Regex ByUid();

    [GeneratedRegex(@"\AsingleValueExtendedProperties/any\((\w+):\s*\1/id eq '((?:[^']|'')+)' and \1/value eq '((?:[^']|'')*)'\)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ByProperty();
}
