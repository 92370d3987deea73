using PeteRental.ServiceDefaults.RateLimiting;

namespace PeteRental.Gateway.Edge;

/// <summary>How much is let through. Section <c>Limits</c>; the defaults stop a runaway script, not a busy day.</summary>
public sealed class LimitOptions
{
    /// <summary>REST requests of a signed-in workspace.</summary>
    public Bucket Workspace { get; set; } = new() { PerSecond = 500, Burst = 5_000 };

    /// <summary>REST requests of one address, whoever signs in from it.</summary>
    public Bucket Address { get; set; } = new() { PerSecond = 1_000, Burst = 10_000 };

    /// <summary>Requests of one address that are not signed in (webhooks have their own bucket).</summary>
    public Bucket Anonymous { get; set; } = new() { PerSecond = 20, Burst = 300 };

    /// <summary>Webhook deliveries of one address. All of Vapi's calls come from a few addresses.</summary>
    public Bucket Webhook { get; set; } = new() { PerSecond = 20_000, Burst = 100_000 };

    /// <summary>Notifications of one address that diaries have changed. They are cheap, and many come at once for one change.</summary>
    public Bucket Notification { get; set; } = new() { PerSecond = 500, Burst = 5_000 };

    /// <summary>One bucket's configuration.</summary>
    public sealed class Bucket
    {
        /// <summary>Tokens that flow in each second.</summary>
        public double PerSecond { get; set; }

        /// <summary>Tokens that it holds.</summary>
        public int Burst { get; set; }

        internal BucketPolicy ToPolicy() => new(PerSecond, Burst);
    }
}
