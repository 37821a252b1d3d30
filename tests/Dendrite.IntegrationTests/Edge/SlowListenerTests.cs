using System.Globalization;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>One who does not read hurts nobody else, and is right again when he reads.</summary>
public sealed class SlowListenerTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new() { Document = DocumentOf(0) };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend, d => d with { MinInterval = TimeSpan.FromMilliseconds(2), MaxInterval = TimeSpan.FromMilliseconds(4) });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("patch")]
    public async Task Listener_StopsReading_OthersGoOnAndItEndsOnTheDocument(string format)
    {
        await using var stalled = await StalledListener.ConnectAsync(_silo.Resource($"b/x?dendrite-format={format}"));
        await using var quick = await _silo.ListenAsync($"b/x?dendrite-format={format}");
        var at = (await quick.NextAsync("snapshot", "start")).Position;

        // As many updates as the sockets' buffers and its queue can hold, and more; each changes most of the document.
        const int Updates = 160;
        for (var n = 1; n <= Updates; n++)
        {
            _backend.Document = DocumentOf(n);
            var next = await quick.NextAsync($"update {n} of the one who reads");
            Assert.Equal(at.Next(), next.Position);
            at = next.Position;
        }

        var last = await stalled.ReadUntilAsync("reading again", line => line == $"id: {at}");
        Assert.Equal($"id: {at}", last);
        var name = await stalled.ReadUntilAsync("reading again", line => line.StartsWith("event: ", StringComparison.Ordinal));
        Assert.Equal("event: snapshot", name);
        var data = await stalled.ReadUntilAsync("reading again", line => line.StartsWith("data: ", StringComparison.Ordinal));
        Assert.Equal("data: " + DocumentOf(Updates), data);
    }

    /// <summary>Some 100 KB, all of which changes with n.</summary>
    private static string DocumentOf(int n) => "[" + string.Join(',', Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"{n:d6}-{i:d8}\""))) + "]";
}
