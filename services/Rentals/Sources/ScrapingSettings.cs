using System.Text.Json;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Sources;

/// <summary>
/// How a source wants to be read, out of its <c>scraping_config</c>:
/// <code>{"every_minutes": 1440, "max_pages": 40, "render": null, "follow_details": null, "use_llm": null}</code>
/// Whatever is null or left out is as usual.
/// </summary>
/// <param name="EveryMinutes">How often; once a day as usual.</param>
/// <param name="Config">For the Scraper.</param>
internal sealed record ScrapingSettings(int EveryMinutes, ScrapeConfig Config)
{
    public const int Daily = 24 * 60;
    private const int MinMinutes = 60;
    private const int MaxMinutes = 30 * Daily;
    private const int MaxPages = 200;
    private const int MaxJsonLength = 8 * 1024;
    private static readonly string[] Flags = ["render", "follow_details", "use_llm"];

    /// <summary>Reads a stored configuration, which was checked before it was stored.</summary>
    public static ScrapingSettings Of(JsonElement config) => new(
        Number(config, "every_minutes") ?? Daily,
        new ScrapeConfig(Number(config, "max_pages"), Flag(config, "render"), Flag(config, "follow_details"), Flag(config, "use_llm")));

    /// <summary>What is wrong with a configuration; null when nothing is.</summary>
    public static (string Field, string Message)? FindFault(JsonElement config)
    {
        if (config.ValueKind is not JsonValueKind.Object || config.GetRawText().Length > MaxJsonLength)
        {
            return ("scraping_config", "Give an object of at most 8 KB.");
        }

        if (!IsNumber(config, "every_minutes", MinMinutes, MaxMinutes))
        {
            return ("scraping_config.every_minutes", $"Give a whole number from {MinMinutes} to {MaxMinutes}.");
        }

        if (!IsNumber(config, "max_pages", 1, MaxPages))
        {
            return ("scraping_config.max_pages", $"Give a whole number from 1 to {MaxPages}.");
        }

        return Flags
            .Where(name => config.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            .Select(name => ((string, string)?)($"scraping_config.{name}", "Say true, false or null.")).FirstOrDefault();
    }

    private static bool IsNumber(JsonElement config, string name, int least, int most) =>
        !config.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null
        || (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most);

    private static int? Number(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt32() : null;

    private static bool? Flag(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}

/// <summary>Checks of requests.</summary>
internal static class ScrapingSettingsChecks
{
    public static FieldErrors RequireSettings(this FieldErrors errors, Given<JsonElement?> config)
    {
        var fault = config.IsGiven && config.Value is { ValueKind: not JsonValueKind.Null } given ? ScrapingSettings.FindFault(given) : null;
        return errors.Require(fault is null, fault?.Field ?? "scraping_config", fault?.Message ?? "");
    }
}
