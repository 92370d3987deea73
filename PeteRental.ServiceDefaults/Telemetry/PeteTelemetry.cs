using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PeteRental.ServiceDefaults.Telemetry;

/// <summary>The source of our own spans and measures.</summary>
public static class PeteTelemetry
{
    /// <summary>Name of the source and the meter.</summary>
    public const string Name = "PeteRental";

    /// <summary>Our own spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Our own measures.</summary>
    public static Meter Meter { get; } = new(Name);
}
