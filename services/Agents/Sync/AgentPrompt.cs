using System.Text;
using PeteRental.Agents.VoiceAgents;

namespace PeteRental.Agents.Sync;

/// <summary>The workspace as far as its agents speak of it.</summary>
/// <param name="Name">Of the workspace.</param>
/// <param name="Timezone">IANA zone that dates are said in.</param>
internal sealed record PromptContext(string Name, string Timezone);

/// <summary>
/// The system prompt of an agent: the manager's own words, or ours while there are none, then what follows from the configuration.
/// Pure, so that the same agent always has the same prompt and nothing is sent when nothing changed.
/// </summary>
internal static class AgentPrompt
{
    private const string FirstSection = "Date and time";

    /// <summary>Builds the prompt.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="context">Its workspace.</param>
    /// <param name="tools">The tools it has.</param>
    /// <param name="knowledgeTool">Name of the query tool over the workspace's documents; null when there is none.</param>
    public static string Build(Agent agent, PromptContext context, IReadOnlyList<VoiceTool> tools, string? knowledgeTool)
    {
        var prompt = new StringBuilder(agent.Config.SystemPrompt ?? Instructions(agent, context));
        // Vapi fills in the time when the call begins; a bare {{now}} would be UTC.
        Section(prompt, FirstSection, [$"It is {{{{\"now\" | date: \"%A, %B %d, %Y, %I:%M %p\", \"{context.Timezone}\"}}}} in {context.Timezone}."]);
        Section(prompt, "Tools", tools.Select(tool => $"{tool.Name}: {tool.Purpose}{Hint(agent, tool.Name)}."));
        Section(prompt, "What to find out", agent.Config.Variables.Select(Question));
        if (knowledgeTool is not null)
        {
            Section(prompt, "Documents", [
                $"{knowledgeTool}: searches the office's own documents. Use it for every question about rules, fees, pets, applications or the office that the other tools do not answer. Say so when it finds nothing."]);
        }

        Section(prompt, "On the phone", [
            agent.Config.Language == "es" ? "Habla en español." : "Speak English.",
            "One or two short sentences at a time, no lists, no markup, no ids.",
            "Say times as people do, with weekday, month and day.",
            "Never claim that something is booked, moved or cancelled unless the tool said so.",
        ]);
        return prompt.ToString();
    }

    /// <summary>The manager's own words in a prompt that may have been built here: without what follows from the configuration.</summary>
    public static string OwnWords(string prompt) =>
        prompt.IndexOf($"\n\n## {FirstSection}\n- It is {{{{\"now\" | date:", StringComparison.Ordinal) is >= 0 and var end ? prompt[..end] : prompt;

    /// <summary>What the agent says first while its manager has not written anything.</summary>
    public static string FirstMessage(Agent agent, PromptContext context) => (agent.Role, agent.Config.Language) switch
    {
        ("outbound", "es") => $"Hola, le llamo de {context.Name} acerca de una vivienda en alquiler. ¿Tiene un momento?",
        ("outbound", _) => $"Hello, this is {context.Name} calling about a home for rent. Do you have a moment?",
        (_, "es") => $"Gracias por llamar a {context.Name}. ¿En qué puedo ayudarle?",
        _ => $"Thank you for calling {context.Name}. How can I help you?",
    };

    private static string Instructions(Agent agent, PromptContext context) => agent.Role == "outbound"
        ? $"You call people who asked {context.Name} about homes for rent. Find out whether they are still looking, answer their questions, and offer to book a viewing. If they are not interested, thank them and end the call."
        : $"You answer the phone of {context.Name}, which rents out homes. Help callers to find a home, answer their questions, and book, move or cancel viewings. Be warm and brief. When you cannot help, offer a call back.";

    // The manager's own description of a tool adds to ours.
    private static string Hint(Agent agent, string tool) =>
        agent.Config.Functions.FirstOrDefault(function => function.Name == tool)?.Description is { Length: > 0 } description
            ? $" ({OneLine(description)})"
            : "";

    private static string Question(AgentVariable variable)
    {
        var line = new StringBuilder(variable.DisplayName ?? variable.Name).Append(" (").Append(variable.Type).Append(variable.Required ? ", needed)" : ")");
        Append(line, ": ", variable.Description);
        Append(line, " Ask: ", variable.ExtractionPrompt);
        Append(line, " If not said: ", variable.DefaultValue);
        return line.ToString();
    }

    private static void Append(StringBuilder line, string label, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            line.Append(label).Append(OneLine(text));
        }
    }

    private static void Section(StringBuilder prompt, string title, IEnumerable<string> lines)
    {
        var items = lines.ToList();
        if (items.Count > 0)
        {
            prompt.Append("\n\n## ").Append(title);
            items.ForEach(line => prompt.Append("\n- ").Append(line));
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
