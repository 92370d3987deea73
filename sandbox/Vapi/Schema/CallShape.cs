using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>Calls that are to be made.</summary>
internal static class CallShape
{
    private static readonly ShapeRule Overrides = AssistantShape.Assistant.With(
        ("variableValues", Anything), ("tools:append", ListOf(ToolShape.Created)));

    private static readonly Rule Customer = Shape(
        ("number", Length(3, 40)), ("numberE164CheckEnabled", Flag), ("extension", UpTo(10)), ("sipUri", Text), ("name", UpTo(40)),
        ("email", UpTo(40)), ("externalId", UpTo(40)), ("assistantOverrides", Overrides), ("squadOverrides", Overrides));

    /// <summary>A new call, or one for each of its customers.</summary>
    public static Rule Created { get; } = Shape(
        ("name", UpTo(40)),
        ("assistantId", Text), ("assistantVersion", Text), ("assistant", AssistantShape.Assistant), ("assistantOverrides", Overrides),
        ("squadId", Text), ("squad", Anything), ("squadOverrides", Overrides),
        ("workflowId", Text), ("workflow", Anything), ("workflowOverrides", Anything),
        ("phoneNumberId", Text), ("phoneNumber", Anything),
        ("customerId", Text), ("customer", Customer), ("customers", ListOf(Customer)),
        ("schedulePlan", Shape(("earliestAt", Text), ("latestAt", Text)).Needs("earliestAt")),
        ("transport", Anything));

    /// <summary>A call keeps all but its name.</summary>
    public static Rule Changed { get; } = Shape(("name", UpTo(40)));

    /// <summary>The body of a DELETE.</summary>
    public static Rule Deleted { get; } = Shape(("ids", ListOf(Text)));
}
