namespace Aspire.Hosting.Processes;

/// <summary>Generated secrets, kept in the application's folder once that is open.</summary>
internal sealed class SecretStore
{
    private DataFolder? _data;

    public void Open(DataFolder data) => _data = data;

    public string GetOrMake(string name, Func<string> make) =>
        _data?.GetOrMakeSecret(name, make)
        ?? throw new InvalidOperationException($"The secret '{name}' is generated when the application starts, not before.");
}
