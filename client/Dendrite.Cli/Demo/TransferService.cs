using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.Cli.Demo;

/// <summary>
/// The sample backend: a file transfer service that can only be polled. About 40 tasks; each second several progress, now and
/// then one ends or a new one begins. It answers <c>GET /v0.10/task_list</c> with an ETag, and 304 where nothing changed.
/// </summary>
internal sealed class TransferService : IAsyncDisposable
{
    private const int TaskCount = 40;
    private static readonly string[] Names = ["climate-run", "genome-batch", "detector-raw", "telescope-night", "mri-series", "sensor-archive"];
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly List<TransferTask> _tasks = [];
    private readonly Random _random;
    private readonly WebApplication _app;
    private readonly Timer _timer;
    private int _created;
    private volatile Answer _answer;

    private TransferService(Random random)
    {
        _random = random;
        for (var i = 0; i < TaskCount; i++) _tasks.Add(NewTask());
        _answer = Render();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/v0.10/task_list", Serve);
        _timer = new Timer(_ => Progress());
    }

    /// <summary>Where the service listens, a free port of loopback.</summary>
    public Uri BaseAddress => new(_app.Urls.First() + "/v0.10/");

    public static async Task<TransferService> StartAsync(Random random, CancellationToken cancellationToken)
    {
        var service = new TransferService(random);
        await service._app.StartAsync(cancellationToken);
        service._timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task Serve(HttpContext http)
    {
        var answer = _answer;
        http.Response.Headers.ETag = answer.Tag;
        if (http.Request.Headers.IfNoneMatch == answer.Tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Document.Length;
        return http.Response.Body.WriteAsync(answer.Document, http.RequestAborted).AsTask();
    }

    private void Progress()
    {
        for (var i = 0; i < 5; i++)
        {
            var at = _random.Next(_tasks.Count);
            var task = _tasks[at];
            if (task.Status != "ACTIVE") continue;
            var speed = Math.Round(20 + 180 * _random.NextDouble(), 1);
            var moved = Math.Min(task.BytesTotal, task.BytesTransferred + (long)(speed * 1e6 * (3 + 6 * _random.NextDouble())));
            _tasks[at] = task with
            {
                BytesTransferred = moved,
                MegabytesPerSecond = speed,
                Status = moved == task.BytesTotal ? "SUCCEEDED" : "ACTIVE",
            };
        }
        // Now and then a task leaves the list or a new one comes in, at the top as such services do.
        if (_random.Next(6) == 0) _tasks.RemoveAt(_tasks.FindIndex(t => t.Status == "SUCCEEDED") is var done and >= 0 ? done : _tasks.Count - 1);
        if (_random.Next(6) == 0 || _tasks.Count < TaskCount - 4) _tasks.Insert(0, NewTask());
        _answer = Render();
    }

    private TransferTask NewTask()
    {
        var total = (long)(1e9 + 40e9 * _random.NextDouble());
        var name = Names[_random.Next(Names.Length)];
        return new TransferTask(
            string.Create(CultureInfo.InvariantCulture, $"{_random.Next():x8}-{++_created:d4}"),
            string.Create(CultureInfo.InvariantCulture, $"{name}-{_random.Next(1000):d3}"),
            _random.Next(8) == 0 ? "INACTIVE" : "ACTIVE",
            (long)(total * _random.NextDouble() * 0.7), total, _random.Next(1, 5000), 0);
    }

    private Answer Render()
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(new TaskList("task_list", _tasks.Count, _tasks), Json);
        return new Answer(document, $"\"{Convert.ToHexStringLower(SHA256.HashData(document)[..8])}\"");
    }

    private sealed record TaskList(string DataType, int Length, IReadOnlyList<TransferTask> Data);

    private sealed record Answer(byte[] Document, string Tag);
}
