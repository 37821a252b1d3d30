using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Dendrite.Benchmarks.Edge;

/// <summary>Pushpin as Debian packs it, with a directory and free loopback ports of its own; the origin that it holds listeners for is in this process.</summary>
internal sealed class Pushpin : IAsyncDisposable
{
    private const string Command = "/usr/bin/pushpin";
    private const string Channel = "doc";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new();
    private readonly WebApplication _origin;
    private readonly DirectoryInfo _directory;
    private readonly Uri _publish;

    private Pushpin(WebApplication origin, DirectoryInfo directory, ServerProcess server, int publishPort)
    {
        (_origin, _directory, Server) = (origin, directory, server);
        _publish = new Uri($"http://127.0.0.1:{publishPort}/publish/");
    }

    /// <summary>Its name and version; null where it is not installed.</summary>
    public static string? Version { get; } = ReadVersion();

    public ServerProcess Server { get; }

    public static async Task<Pushpin> StartAsync()
    {
        var origin = await StartOriginAsync();
        var directory = Directory.CreateTempSubdirectory("pushpin-");
        var (port, publishPort) = (FreePort(), FreePort());
        File.WriteAllText(Path.Combine(directory.FullName, "routes"), $"* {new Uri(origin.Urls.First()).Authority}\n");
        File.WriteAllText(Path.Combine(directory.FullName, "pushpin.conf"), $$"""
            [global]
            include={libdir}/internal.conf
            rundir={{directory.FullName}}
            ipc_prefix=bench-
            port_offset=0
            stats_connection_ttl=120
            [runner]
            services=condure,zurl,pushpin-proxy,pushpin-handler
            http_port=127.0.0.1:{{port}}
            logdir={{directory.FullName}}
            log_level=1
            client_buffer_size=8192
            client_maxconn=50000
            [proxy]
            routesfile=routes
            zurl_out_specs=ipc://{rundir}/{ipc_prefix}zurl-in
            zurl_out_stream_specs=ipc://{rundir}/{ipc_prefix}zurl-in-stream
            zurl_in_specs=ipc://{rundir}/{ipc_prefix}zurl-out
            sig_key=changeme
            updates_check=off
            [handler]
            push_in_spec=ipc://{rundir}/{ipc_prefix}push-in
            push_in_sub_specs=ipc://{rundir}/{ipc_prefix}push-in-sub
            push_in_http_addr=127.0.0.1
            push_in_http_port={{publishPort}}
            push_in_http_max_headers_size=10000
            push_in_http_max_body_size=1000000
            stats_spec=ipc://{rundir}/{ipc_prefix}stats
            command_spec=ipc://{rundir}/{ipc_prefix}command
            message_rate=1000000
            message_hwm=1000000
            """);
        var server = ServerProcess.Start(Command, [$"--config={Path.Combine(directory.FullName, "pushpin.conf")}"], new Uri($"http://127.0.0.1:{port}"));
        var pushpin = new Pushpin(origin, directory, server, publishPort);
        await pushpin.WaitAsync();
        return pushpin;
    }

    public async Task PublishAsync()
    {
        // As JSON and not streamed: Pushpin wants a Content-Length.
        using var body = JsonContent.Create(new { items = new[] { new { channel = Channel, formats = new Dictionary<string, object> { ["http-stream"] = new { content = Encoding.ASCII.GetString(PeerServer.Frame) } } } } });
        await body.LoadIntoBufferAsync();
        using var answer = await _http.PostAsync(_publish, body);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Server.Dispose();
        _http.Dispose();
        await _origin.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Until a request goes through to the origin and both of its ports are open.</summary>
    private async Task WaitAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(Server.Url, HttpCompletionOption.ResponseHeadersRead);
                answer.EnsureSuccessStatusCode();
                await PublishAsync();
                return;
            }
            catch (HttpRequestException) when (watch.Elapsed < Limit)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<WebApplication> StartOriginAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var origin = builder.Build();
        origin.Urls.Add("http://127.0.0.1:0");
        origin.MapGet("/", http =>
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.ContentLength = PeerServer.Frame.Length;
            http.Response.Headers["Grip-Hold"] = "stream";
            http.Response.Headers["Grip-Channel"] = Channel;
            return http.Response.Body.WriteAsync(PeerServer.Frame).AsTask();
        });
        await origin.StartAsync();
        return origin;
    }

    private static string? ReadVersion()
    {
        if (!File.Exists(Command)) return null;
        using var process = Process.Start(new ProcessStartInfo(Command, "--version") { RedirectStandardOutput = true })!;
        var version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return version;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
