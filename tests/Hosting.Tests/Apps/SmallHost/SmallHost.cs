namespace PeteRental.Hosting.Tests.SmallHost;

/// <summary>Lets tests name this assembly.</summary>
public static class SmallHostAssembly;
