using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Dendrite.Edge;
using Dendrite.Edge.Access;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>Which connection a log line belongs to, in a host of one's own, and what operators' commands leave in the log (row 1.39).</summary>
public sealed class ConnectionLogTests : IAsyncLifetime
{
    private readonly ScopedLines _lines = new();
    private readonly ScriptedBackend _backend = new() { Document = """{"a":1}""" };
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddDendriteServer(new ServerSettings { Backends = [TestSilo.DefinitionOf(_backend)] });
        builder.Services.AddDendriteEdge();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseDendriteAudience(DendriteAudience.Internal)));
        builder.Logging.ClearProviders().AddProvider(_lines).AddFilter(static level => level >= LogLevel.Information);
        _app = builder.Build();
        _app.MapDendrite();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        _app.MapGet("/slow/{name}", async (string name) =>
        {
            // Both wait here: what comes after runs on whatever thread opens the gate.
            if (Interlocked.Increment(ref waiting) == 2) gate.SetResult();
            await gate.Task;
            LogVisit(_app.Logger, name);
        });
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _backend.DisposeAsync();
        _lines.Dispose();
    }

    [Fact]
    public async Task TwoClients_EachLineAfterAnAwait_NamesItsPeerAndConnection()
    {
        await Task.WhenAll(_http.GetStringAsync(new Uri("/slow/one", UriKind.Relative)), _http.GetStringAsync(new Uri("/slow/two", UriKind.Relative)));
        var one = Assert.Single(_lines.All, line => line.Text == "one was here").Scope;
        var two = Assert.Single(_lines.All, line => line.Text == "two was here").Scope;
        foreach (var scope in new[] { one, two }) Assert.StartsWith("http://127.0.0.1:", (string)scope["Peer"], StringComparison.Ordinal);
        foreach (var name in new[] { "Peer", "ConnectionId", "TraceId" }) Assert.NotEqual(one[name], two[name]);
    }

    [Fact]
    public async Task Commands_OfOperators_EachLeaveALineThatSaysWhoWhatAndWhy()
    {
        await using var listener = await SseClient.ConnectAsync(new Uri(_http.BaseAddress!, "/_dendrite/client/v1/resources/b/tasks?token=secret"));
        await listener.NextAsync("snapshot", "beginning");
        var resource = await _http.GetFromJsonAsync<System.Text.Json.JsonElement>("/_dendrite/admin/v1/resources/b/tasks?token=secret");
        var number = resource.GetProperty("listeners")[0].GetProperty("id").GetInt64();
        foreach (var command in new[] { "poke", "pause", "resume", "evict", "disconnect" })
        {
            using var answer = await _http.PostAsJsonAsync($"/_dendrite/admin/v1/resources/{command}", new { address = "b/tasks?token=secret", reason = "be\u001b[31mcause", by = "ana", listener = command == "disconnect" ? number : (long?)null });
            Assert.True(answer.IsSuccessStatusCode, $"{command}: {await answer.Content.ReadAsStringAsync()}");
        }
        var told = _lines.All.Where(line => line.Event is 1011 or 2101).ToArray();
        Assert.Equal(["Poke", "Pause", "Resume", "Evict", "disconnected"], told.Select(line => new[] { "Poke", "Pause", "Resume", "Evict", "disconnected" }.Single(word => line.Text.Contains(word, StringComparison.Ordinal))));
        Assert.Equal([1011, 1011, 1011, 1011, 2101], told.Select(line => line.Event));
        Assert.All(told, line =>
        {
            Assert.StartsWith("ana ", line.Text, StringComparison.Ordinal);
            Assert.Contains("b/tasks?… (b|public|", line.Text, StringComparison.Ordinal);
            Assert.EndsWith("cause", line.Text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', line.Text);
        });
        Assert.DoesNotContain(_lines.All, line => line.Text.Contains("secret", StringComparison.Ordinal));
    }

    private static readonly Action<ILogger, string, Exception?> Visit = LoggerMessage.Define<string>(LogLevel.Information, 1, "{Name} was here");

    private static void LogVisit(ILogger logger, string name) => Visit(logger, name, null);

    private sealed record Line(int Event, string Text, Dictionary<string, object> Scope);

    /// <summary>Keeps each line with the scopes that it was written in.</summary>
    private sealed class ScopedLines : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private readonly ConcurrentQueue<Line> _all = new();
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public IReadOnlyList<Line> All => [.. _all];

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var found = new Dictionary<string, object>();
            _scopes.ForEachScope(static (scope, found) =>
            {
                if (scope is not IEnumerable<KeyValuePair<string, object>> values) return;
                foreach (var (name, value) in values) found[name] = value;
            }, found);
            _all.Enqueue(new Line(eventId.Id, formatter(state, exception), found));
        }

        public void Dispose()
        {
        }
    }
}
