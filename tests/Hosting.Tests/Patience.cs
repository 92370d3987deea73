namespace PeteRental.Hosting.Tests;

/// <summary>Ends waits that would never end, so that a test fails instead of hanging.</summary>
internal static class Patience
{
    public static CancellationToken OfSeconds(int seconds)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(TimeSpan.FromSeconds(seconds));
        return source.Token;
    }
}
