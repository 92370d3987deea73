using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>What is wrong with a request, by field name as the client wrote it; one message a field.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>The messages.</summary>
    public IReadOnlyDictionary<string, string[]> ByField => _errors;

    /// <summary>Notes a message when the rule is broken.</summary>
    public FieldErrors Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            _errors.TryAdd(field, [message]);
        }

        return this;
    }

    /// <summary>Checks a field that may be left out and may be null; the rule sees what else was given.</summary>
    public FieldErrors Check<T>(Given<T> given, string field, Func<T, bool> rule, string message) =>
        Require(!given.IsGiven || (given.IsReadable && (given.Value is not { } value || rule(value))), field, message);

    /// <summary>Checks a field that may be left out but not be null.</summary>
    public FieldErrors CheckNotNull<T>(Given<T> given, string field, Func<T, bool> rule, string message) =>
        Require(!given.IsNull, field, message).Check(given, field, rule, message);

    /// <summary>400 <c>validation_failed</c> with the messages.</summary>
    public ProblemHttpResult ToProblem() => Problem.Invalid(_errors);
}
