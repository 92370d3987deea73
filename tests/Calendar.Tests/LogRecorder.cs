using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PeteRental.Calendar.Tests;

/// <summary>Keeps everything that is logged, scopes included.</summary>
public sealed class LogRecorder : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _lines.Clear();

    private sealed class Recorder(LogRecorder owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string?>();
            owner._scopes?.ForEachScope((scope, list) => list.Add(scope?.ToString()), scopes);
            owner._lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception} {string.Join(' ', scopes)}");
        }
    }
}
