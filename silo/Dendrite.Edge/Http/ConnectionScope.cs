using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Http;

/// <summary>What each log line of a request carries, whatever awaits lie between: the other end, the connection, and the trace that an answer with problem details names.</summary>
internal sealed class ConnectionScope(HttpContext http) : IReadOnlyList<KeyValuePair<string, object>>
{
    // Kept, for lines may be written when the request has ended.
    private readonly KeyValuePair<string, object>[] _values =
    [
        new("Peer", PeerOf(http)),
        new("ConnectionId", http.Connection.Id),
        new("TraceId", TraceOf(http)),
    ];

    public int Count => _values.Length;

    public KeyValuePair<string, object> this[int index] => _values[index];

    /// <summary>Under which the log has more: the trace (W3C Trace Context) where the request belongs to one, else the request's number.</summary>
    public static string TraceOf(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    public static void UseIn(WebApplication app)
    {
        var logger = app.Logger;
        app.Use(async (http, next) =>
        {
            using (logger.BeginScope(new ConnectionScope(http))) await next(http);
        });
    }

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{_values[0].Value} {_values[1].Value} {_values[2].Value}";

    private static string PeerOf(HttpContext http) => $"{http.Request.Scheme}://{(http.Connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, http.Connection.RemotePort) : "local")}";
}
