using System.Text.RegularExpressions;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.VoiceAgents;

/// <summary>What an agent may look like. Pure: a request and an agent in, errors or a changed agent out.</summary>
internal static partial class AgentRules
{
    private const int MaxNameLength = 40;
    private const int MaxPromptLength = 20_000;
    private const int MaxFirstMessageLength = 1_000;
    private const int MaxTextLength = 1_000;
    private const int MaxListLength = 50;
    private const int MinDurationSeconds = 10;
    private const int MaxDurationSeconds = 43_200;

    /// <summary>Whether a text can be the id of an assistant at Vapi.</summary>
    public static bool IsAssistantId(string text) => VapiId().IsMatch(text);

    /// <summary>Whether a text can be the name of an agent.</summary>
    public static bool IsName(string text) => TextRules.IsLine(text, MaxNameLength);

    /// <summary>What is wrong with a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isNew">A new agent needs a name.</param>
    public static FieldErrors Check(AgentRequest request, bool isNew)
    {
        var errors = new FieldErrors()
            .Require(!isNew || request.AgentName.IsGiven, "agent_name", "An agent needs a name.")
            .CheckNotNull(request.AgentName, "agent_name", IsName, "1 to 40 characters on one line.")
            .Check(request.Role, "role", role => role is "inbound" or "outbound", "inbound, outbound or null.")
            .Check(request.VapiAssistantId, "vapi_assistant_id", id => IsAssistantId(id!), "1 to 64 letters, digits, _ and -, or null.")
            .Check(request.PhoneNumber, "phone_number", phone => PhoneNumber.Parse(phone) is not null, "A number with its country code, such as +15550100123, or null.")
            .Check(request.CalendarId, "calendar_id", id => Guid.TryParseExact(id, "D", out _), "Id of a calendar, or null.")
            .CheckNotNull(request.IsActive, "is_active", _ => true, "true or false.")
            .CheckNotNull(request.Config, "config", _ => true, "An object with fields of the configuration that exist.");
        return request.Config.HasValue ? Check(request.Config.Value!, errors) : errors;
    }

    /// <summary>The agent with what was given; the request must have passed <see cref="Check(AgentRequest, bool)"/>.</summary>
    public static Agent Apply(AgentRequest request, Agent agent) => agent with
    {
        Name = request.AgentName.Or(agent.Name)!.Trim(),
        Role = request.Role.Or(agent.Role),
        VapiAssistantId = request.VapiAssistantId.Or(agent.VapiAssistantId),
        PhoneNumber = request.PhoneNumber.HasValue ? PhoneNumber.Parse(request.PhoneNumber.Value!)?.Value : request.PhoneNumber.Or(agent.PhoneNumber),
        CalendarId = request.CalendarId.HasValue ? Guid.ParseExact(request.CalendarId.Value!, "D") : request.CalendarId.IsGiven ? null : agent.CalendarId,
        IsActive = request.IsActive.Or(agent.IsActive) ?? agent.IsActive,
        Config = request.Config.HasValue ? Apply(request.Config.Value!, agent.Config) : agent.Config,
    };

    private static AgentConfig Apply(AgentConfigRequest request, AgentConfig config) => config with
    {
        SystemPrompt = request.SystemPrompt.Or(config.SystemPrompt),
        FirstMessage = request.FirstMessage.Or(config.FirstMessage),
        Voice = request.Voice.Or(config.Voice),
        Language = request.Language.Or(config.Language)!,
        Model = request.Model.Or(config.Model),
        MaxDurationSeconds = request.MaxDurationSeconds.Or(config.MaxDurationSeconds) ?? config.MaxDurationSeconds,
        Variables = request.Variables.Or(config.Variables)!,
        Functions = request.Functions.Or(config.Functions)!,
    };

    private static FieldErrors Check(AgentConfigRequest config, FieldErrors errors) => errors
        .Check(config.SystemPrompt, "config.system_prompt", text => TextRules.IsBlock(text!, MaxPromptLength), "At most 20000 characters, none of them control characters.")
        .Check(config.FirstMessage, "config.first_message", text => TextRules.IsBlock(text!, MaxFirstMessageLength), "At most 1000 characters, none of them control characters.")
        .Check(config.Voice, "config.voice", voice => VendorName().IsMatch(voice!), "Name of a voice, such as Elliot, or null.")
        .CheckNotNull(config.Language, "config.language", language => language is "en" or "es", "en or es.")
        .Check(config.Model, "config.model", model => VendorName().IsMatch(model!), "Name of a model, such as gpt-4o, or null.")
        .CheckNotNull(
            config.MaxDurationSeconds, "config.max_duration_seconds", seconds => seconds is >= MinDurationSeconds and <= MaxDurationSeconds, "From 10 to 43200.")
        .CheckNotNull(
            config.Variables, "config.variables", variables => IsList(variables, variable => variable?.Name) && variables.All(IsVariable),
            "At most 50 variables with different names of letters, digits and _, and a type of text, number, boolean, date, email or phone.")
        .CheckNotNull(
            config.Functions, "config.functions", functions => IsList(functions, function => function?.Name) && functions.All(IsFunction),
            "At most 50 functions with different names of letters, digits, _ and -.");

    private static bool IsList<T>(IReadOnlyList<T> items, Func<T, string?> nameOf) =>
        items.Count <= MaxListLength && items.All(item => nameOf(item) is not null) && items.DistinctBy(nameOf).Count() == items.Count;

    private static bool IsVariable(AgentVariable variable) =>
        Identifier().IsMatch(variable.Name)
        && variable.Type is "text" or "number" or "boolean" or "date" or "email" or "phone"
        && IsText(variable.DisplayName) && IsText(variable.Description) && IsText(variable.DefaultValue) && IsText(variable.ExtractionPrompt);

    private static bool IsFunction(AgentFunction function) =>
        FunctionName().IsMatch(function.Name) && IsText(function.DisplayName) && IsText(function.Description);

    private static bool IsText(string? text) => text is null || TextRules.IsBlock(text, MaxTextLength);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VapiId();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    // As Vapi wants the name of a function tool.
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();

    // Voices and models go by names such as "Elliot", "gpt-4o", "openai/gpt-4.1-mini" or "en-US-JennyNeural".
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VendorName();
}
