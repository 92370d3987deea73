using System.Net;
using System.Net.Sockets;

namespace PeteRental.ServiceDefaults.Tests;

/// <summary>A line to a server that can go dead: connections break, and new ones are taken, but nothing is ever said on them.</summary>
internal sealed class BrokerLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _dead = new();
    private readonly List<TcpClient> _callers = [];
    private readonly Task _taking;

    public BrokerLine(Uri server)
    {
        _listener.Start();
        _taking = TakeAsync(server);
    }

    /// <summary>Where the line begins.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nobody is understood.</summary>
    public Task GoDeadAsync() => _dead.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _dead.CancelAsync();
        await _end.CancelAsync();
        await _taking;
        _listener.Dispose();
        _callers.ForEach(caller => caller.Dispose());
        _dead.Dispose();
        _end.Dispose();
    }

    private async Task TakeAsync(Uri server)
    {
        List<Task> calls = [];
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync(_end.Token);
                _callers.Add(caller);
                if (!_dead.IsCancellationRequested)
                {
                    calls.Add(CarryAsync(caller, server));
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task CarryAsync(TcpClient caller, Uri server)
    {
        using (caller)
        {
            using var far = new TcpClient();
            try
            {
                await far.ConnectAsync(server.Host, server.Port, _dead.Token);
                await Task.WhenAny(caller.GetStream().CopyToAsync(far.GetStream(), _dead.Token), far.GetStream().CopyToAsync(caller.GetStream(), _dead.Token));
            }
            catch (OperationCanceledException)
            {
                // It went dead while it was being put through: the caller sees the connection break, as all others do.
                caller.Close();
            }
        }
    }
}
