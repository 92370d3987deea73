namespace PeteRental.Pete.Extract;

/// <summary>The page's scripts could not be run; the message says why.</summary>
internal sealed class RenderingException(string message) : Exception(message);
