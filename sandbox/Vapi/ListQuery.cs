using System.Globalization;

namespace PeteRental.Sandbox.Vapi;

/// <summary>How much of a list is asked for: <c>limit</c>, and bounds on the two times, each by four names.</summary>
/// <param name="Limit">0 to 1000.</param>
/// <param name="Bounds">All of them hold for what is listed.</param>
/// <param name="Refusals">What is wrong with the query.</param>
/// <param name="Values">The other parameters by name.</param>
internal sealed record ListQuery(
    int Limit, IReadOnlyList<Func<VapiObject, bool>> Bounds, IReadOnlyList<string> Refusals, IReadOnlyDictionary<string, string> Values)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public static ValueTask<ListQuery> BindAsync(HttpContext context)
    {
        var limit = DefaultLimit;
        var bounds = new List<Func<VapiObject, bool>>();
        var refusals = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.Request.Query)
        {
            if (name == "limit")
            {
                limit = ReadLimit(value.ToString(), refusals);
            }
            else if (name.Length == 11 && (name.StartsWith("createdAt", StringComparison.Ordinal) || name.StartsWith("updatedAt", StringComparison.Ordinal)))
            {
                ReadBound(name, value.ToString(), bounds, refusals);
            }
            else
            {
                values[name] = value.ToString();
            }
        }

        return ValueTask.FromResult(new ListQuery(limit, bounds, refusals, values));
    }

    /// <summary>Whether the times of <paramref name="item"/> are within the bounds.</summary>
    public bool Covers(VapiObject item) => Bounds.All(bound => bound(item));

    private static int ReadLimit(string text, List<string> refusals)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) || !double.IsFinite(limit))
        {
            refusals.Add("limit must be a number conforming to the specified constraints");
            return 0;
        }

        if (limit is < 0 or > MaxLimit)
        {
            refusals.Add(limit < 0 ? "limit must not be less than 0" : $"limit must not be greater than {MaxLimit}");
        }

        return (int)Math.Clamp(limit, 0, MaxLimit);
    }

    private static void ReadBound(string name, string text, List<Func<VapiObject, bool>> bounds, List<string> refusals)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var bound))
        {
            refusals.Add($"{name} must be a valid ISO 8601 date string");
            return;
        }

        Func<VapiObject, DateTimeOffset> time = name[0] == 'c' ? item => item.CreatedAt : item => item.UpdatedAt;
        Func<DateTimeOffset, bool>? holds = name[9..] switch
        {
            "Gt" => at => at > bound,
            "Ge" => at => at >= bound,
            "Lt" => at => at < bound,
            "Le" => at => at <= bound,
            _ => null,
        };
        if (holds is null)
        {
            refusals.Add($"property {name} should not exist");
        }
        else
        {
            bounds.Add(item => holds(time(item)));
        }
    }
}
