using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>Keeps every line that is logged, with its scopes and exceptions, to look for what must not be there.</summary>
internal sealed class LogRecorder : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Recorder(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new System.Text.StringBuilder(formatter(state, exception)).Append(' ').Append(exception);
            log._scopes.ForEachScope((scope, text) => text.Append(' ').Append(scope), line);
            log._lines.Enqueue(line.ToString());
        }
    }
}
