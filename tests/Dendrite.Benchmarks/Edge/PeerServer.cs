using System.Net;
using System.Net.Sockets;
using System.Text;
using Dendrite.Benchmarks.Polling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dendrite.Benchmarks.Edge;

/// <summary>Servers in processes of their own. What the fan-out is compared with: they hold listeners and, on a POST, send each of them the same event.</summary>
internal static class PeerServer
{
    /// <summary>Kestrel, and a loop that writes to one response after the other.</summary>
    public const string Kestrel = "a loop over Kestrel responses";

    /// <summary>No HTTP server at all: the answer's head, and then a loop of send. Nothing that sends to each can be faster.</summary>
    public const string Send = "a loop of send";

    internal static readonly byte[] Frame = Encoding.ASCII.GetBytes(
        "id: 1a1fa8a5f5dd93bf-12345\nevent: patch\nhash: 518b6aa5517e25c9b08e1236fc8f4181\ndata: [{\"op\":\"replace\",\"path\":\"/n\",\"value\":12345}]\n\n");

    public static async Task<int> RunAsync(string[] args)
    {
        await (args[0] switch
        {
            Kestrel => KestrelAsync(),
            Send => SendAsync(),
            VersionedBackend.Name => VersionedBackend.RunAsync(),
            _ => PollingWorkers.RunAsync(args[0], new Uri(args[1])),
        });
        return 0;
    }

    private static async Task KestrelAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var responses = new List<HttpResponse>();
        app.MapGet("/", async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.BodyWriter.WriteAsync(Frame);
            lock (responses) responses.Add(http.Response);
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            lock (responses) responses.Remove(http.Response);
        });
        app.MapPost("/publish", () =>
        {
            lock (responses)
                foreach (var response in responses) _ = response.BodyWriter.WriteAsync(Frame).AsTask();
        });
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        await Console.Error.WriteLineAsync($"listens on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private static async Task SendAsync()
    {
        var chunk = Encoding.ASCII.GetBytes($"{Frame.Length:x}\r\n{Encoding.ASCII.GetString(Frame)}\r\n");
        byte[] answer = [.. "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8, .. chunk];
        var request = new byte[4096];
        var listeners = new List<Socket>();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen(1024);
        await Console.Error.WriteLineAsync($"listens on http://{server.LocalEndPoint}");
        while (true)
        {
            var socket = server.Accept();
            var length = socket.Receive(request);
            if (!request.AsSpan(0, length).StartsWith("POST"u8))
            {
                socket.Send(answer);
                listeners.Add(socket);
                continue;
            }
            for (var i = listeners.Count - 1; i >= 0; i--)
            {
                try
                {
                    listeners[i].Send(chunk);
                }
                catch (SocketException)
                {
                    listeners[i].Dispose();
                    listeners.RemoveAt(i);
                }
            }
            socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
            socket.Dispose();
        }
    }
}
