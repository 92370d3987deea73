namespace PeteRental.VoiceWebhook.Tests;

/// <summary>Bodies as Vapi sends them, as its documents show them, and some that nobody should send.</summary>
internal static class Payloads
{
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", name));

    public static IReadOnlyList<byte[]> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Payloads"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
