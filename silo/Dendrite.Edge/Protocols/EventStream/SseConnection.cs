using System.Net;
using Dendrite.Client.Cluster;
using Dendrite.Diff;
using Dendrite.Edge.Http;
using Dendrite.Edge.Resources;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dendrite.Edge.Protocols.EventStream;

/// <summary>One client that listens over server-sent events.</summary>
internal static class SseConnection
{
    /// <summary>How long a client may take to accept the last event.</summary>
    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(HttpContext http, ResourceFeeds feeds, Deliveries deliveries, ResourceTarget target, TimeSpan retry, CancellationToken stopping)
    {
        // An id that cannot be read is one that this server never gave: the client starts with a snapshot.
        Position? from = Position.TryParse(http.Request.Headers["Last-Event-ID"], out var position) ? position : null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        ResourceListener listener;
        try
        {
            listener = await StartAsync(feeds, target, from, ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            http.Response.Headers.RetryAfter = "1";
            await ProblemWriter.WriteAsync(http, 503, DendriteErrorCode.ShuttingDown, "The server is going away; connect again.");
            return;
        }
        using var delivery = deliveries.Open(target.Key);
        listener.Peer = PeerOf(http);
        listener.Disconnecting = () => CancelUnlessEnded(ending);
        try
        {
            await BeginAsync(http, retry);
            await SendAsync(http, listener, delivery, ending.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            if (listener.Disconnected is { } why) await EndAsync(http, why.Code, why.Message);
            else await EndAsync(http, DendriteErrorCode.ShuttingDown, "The server is going away; connect again.");
        }
        catch (DendriteException e)
        {
            await EndAsync(http, e.Code, e.Message);
        }
        finally
        {
            await listener.DisposeAsync();
        }
    }

    private static async Task<ResourceListener> StartAsync(
        ResourceFeeds feeds, ResourceTarget target, Position? from, CancellationToken cancellationToken)
    {
        var format = target.Format;
        var listener = await feeds.ListenAsync(target.Key, format, from, cancellationToken, target.Options.MaxAge);
        // A list step is several events. A client cut off between them has applied some and says so with the position before
        // the step; only a snapshot is safe then.
        if (format == ResourceFormat.List && listener.Missed is [var next, ..] &&
            next.StepFor(format) is { Form: ResourceFormat.List, Data: var step } && ListEvents.Read(step.Memory) is { Count: > 1 })
        {
            await listener.DisposeAsync();
            listener = await feeds.ListenAsync(target.Key, format, null, cancellationToken, target.Options.MaxAge);
        }
        return listener;
    }

    private static string? PeerOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, http.Connection.RemotePort).ToString() : null;

    private static void CancelUnlessEnded(CancellationTokenSource ending)
    {
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended by itself meanwhile.
        }
    }

    /// <summary>The headers that a listener would get; a stream without a body would never end.</summary>
    public static Task HeadAsync(HttpContext http)
    {
        EventStreamResponse.SetHeaders(http.Response);
        return Task.CompletedTask;
    }

    private static async Task BeginAsync(HttpContext http, TimeSpan retry)
    {
        await HeadAsync(http);
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await http.Response.BodyWriter.WriteAsync(SseFrames.Preamble(retry), http.RequestAborted);
    }

    private static async Task SendAsync(HttpContext http, ResourceListener listener, Deliveries.Delivery delivery, CancellationToken cancellationToken)
    {
        var writer = http.Response.BodyWriter;
        await foreach (var step in listener.ReadAllAsync(cancellationToken))
        {
            var frame = step.Encode(SseFrames.Encode);
            await writer.WriteAsync(frame, cancellationToken);
            if (step.Kind == StepKind.Update) delivery.Add(frame.Length);
        }
        throw new OperationCanceledException("The feed has ended.");
    }

    private static async Task EndAsync(HttpContext http, DendriteErrorCode code, string message)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(LastWordLimit);
        try
        {
            await http.Response.BodyWriter.WriteAsync(SseFrames.Failure(code, message), limit.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // It does not read. Its connection would hold up the end of the server.
            http.Abort();
        }
    }
}
