using Microsoft.AspNetCore.Http.HttpResults;

namespace PeteRental.Sandbox;

/// <summary>Collects what is wrong with a request, by field, and answers it as problem details.</summary>
internal sealed class Invalid
{
    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>Nothing is wrong.</summary>
    public static IReadOnlyDictionary<string, string[]> None { get; } = new Dictionary<string, string[]>();

    public bool Any => _errors.Count > 0;

    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    /// <summary>Notes <paramref name="message"/> for <paramref name="field"/> when <paramref name="broken"/>; the first one stands.</summary>
    public Invalid When(bool broken, string field, string message)
    {
        if (broken)
        {
            _errors.TryAdd(field, [message]);
        }

        return this;
    }

    public ValidationProblem ToProblem() =>
        TypedResults.ValidationProblem(_errors, extensions: [new("code", "validation_failed")]);
}
