using System.Text.Json;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Something that an account made, as it is kept: immutable, so that it can be answered while others change it.</summary>
/// <param name="Id">A UUID.</param>
/// <param name="Order">Counted in the order of creation; what was made in the same millisecond keeps it.</param>
/// <param name="CreatedAt">To the millisecond, as it is answered.</param>
/// <param name="UpdatedAt">To the millisecond, as it is answered.</param>
/// <param name="Fields">All other members; none is null.</param>
internal sealed record VapiObject(
    Guid Id, long Order, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyDictionary<string, JsonElement> Fields)
{
    /// <summary>As JSON: <c>id</c>, <c>orgId</c>, the fields and the two times, such as <c>2026-08-20T09:30:00.000Z</c>.</summary>
    public Dictionary<string, object> Answer(Guid orgId)
    {
        var answer = new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = Id, ["orgId"] = orgId };
        foreach (var (name, value) in Fields)
        {
            answer[name] = value;
        }

        answer["createdAt"] = Time(CreatedAt);
        answer["updatedAt"] = Time(UpdatedAt);
        return answer;
    }

    /// <summary>The text of a field, null when there is none.</summary>
    public string? Text(string field) =>
        Fields.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
