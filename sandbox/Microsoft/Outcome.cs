namespace PeteRental.Sandbox.Microsoft;

/// <summary>What came of something: a value, or why not.</summary>
internal readonly record struct Outcome<T, TError>(T? Value, TError? Error)
    where T : class
    where TError : class
{
    public static implicit operator Outcome<T, TError>(T value) => new(value, null);

    public static implicit operator Outcome<T, TError>(TError error) => new(null, error);
}
