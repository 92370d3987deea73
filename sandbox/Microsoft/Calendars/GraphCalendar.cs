namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>A calendar of a mailbox.</summary>
/// <param name="Id">Never changes.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="IsDefault">The one that <c>/me/calendar</c> is.</param>
/// <param name="CanEdit">False for a calendar that somebody else shares for reading.</param>
/// <param name="OwnerName">Whose it is.</param>
/// <param name="OwnerAddress">Whose it is.</param>
/// <param name="TimeZone">As the control API was told; Graph's calendars have no zone of their own, so it changes nothing.</param>
internal sealed record GraphCalendar(string Id, string Name, bool IsDefault, bool CanEdit, string OwnerName, string OwnerAddress, string? TimeZone)
{
    /// <summary>As Graph tells it.</summary>
    public Dictionary<string, object?> ToJson(MicrosoftAccount account) => new(StringComparer.Ordinal)
    {
        ["id"] = Id,
        ["name"] = Name,
        ["color"] = "auto",
        ["hexColor"] = "",
        ["groupClassId"] = "0006f0b7-0000-0000-c000-000000000046",
        ["isDefaultCalendar"] = IsDefault,
        ["changeKey"] = "AAAB" + Id[..Math.Min(12, Id.Length)],
        ["canShare"] = CanEdit,
        ["canViewPrivateItems"] = CanEdit,
        ["canEdit"] = CanEdit,
        ["allowedOnlineMeetingProviders"] = account.IsPersonal ? Array.Empty<string>() : ["teamsForBusiness"],
        ["defaultOnlineMeetingProvider"] = account.IsPersonal ? "unknown" : "teamsForBusiness",
        ["isTallyingResponses"] = IsDefault,
        ["isRemovable"] = !IsDefault,
        ["owner"] = new { name = OwnerName, address = OwnerAddress },
    };
}
