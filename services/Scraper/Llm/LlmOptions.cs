namespace PeteRental.Scraper.Llm;

/// <summary>The language model for pages that rules cannot read, section <c>Scraper:Llm</c>.</summary>
internal sealed class LlmOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Scraper:Llm";

    /// <summary>An OpenAI-compatible endpoint such as <c>https://openrouter.ai/api/v1</c>; null switches it off.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Its key; empty switches it off.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Which model, such as <c>openai/gpt-4o-mini</c>; empty switches it off.</summary>
    public string Model { get; set; } = "";

    /// <summary>What a workspace's readings may cost in a calendar month (UTC), in US dollars.</summary>
    public decimal MonthlyBudget { get; set; } = 5;

    /// <summary>
    /// What one call may cost at most, in US dollars. It is taken from the budget before the call and settled after it; it is also what a call counts
    /// whose price the endpoint does not tell.
    /// </summary>
    public decimal MostPerCall { get; set; } = 0.05m;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Tokens of an answer.</summary>
    public int MostTokens { get; set; } = 8_000;

    /// <summary>How often a call is tried again that the endpoint asks to try again.</summary>
    public int Retries { get; set; } = 1;

    /// <summary>Whether there is a model.</summary>
    public bool IsConfigured => Endpoint is not null && ApiKey.Length > 0 && Model.Length > 0;
}
