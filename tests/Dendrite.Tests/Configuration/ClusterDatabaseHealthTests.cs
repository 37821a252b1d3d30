using System.Text;
using Dendrite.Contracts;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Monitor;
using Dendrite.Hosting.Cluster;
using Dendrite.Monitor;
using Dendrite.Protocol;
using Dendrite.Testing;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Configuration;

/// <summary>Health said <c>up</c> while the database of the cluster was away.</summary>
public sealed class ClusterDatabaseHealthTests
{
    private readonly ManualTimeProvider _clock = new();
    private int _asked;

    [Fact]
    public async Task FindFault_ManyAsk_OneQuestionAPeriod()
    {
        var health = new ClusterDatabaseHealth(_ =>
        {
            _asked++;
            return _asked == 1 ? throw new ClusterDatabaseException("away") : Task.CompletedTask;
        }, _clock);
        for (var i = 0; i < 100; i++) Assert.Equal("away", await health.FindFaultAsync());
        Assert.Equal(1, _asked);
        _clock.Advance(ClusterDatabaseHealth.Period);
        for (var i = 0; i < 100; i++) Assert.Null(await health.FindFaultAsync());
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task FindFault_NoAnswer_IsOneAfterTheLimit()
    {
        var health = new ClusterDatabaseHealth(_ => new TaskCompletionSource().Task, _clock);
        var first = health.FindFaultAsync();
        var second = health.FindFaultAsync();
        Assert.False(first.IsCompleted);
        _clock.Advance(ClusterDatabaseHealth.Limit);
        Assert.Equal("The cluster's database gave no answer within 2 s.", await first);
        Assert.Same(first, second);
    }

    [Theory]
    [InlineData(null, """{"status":"up","guards":{"b":"closed"}}""")]
    [InlineData("The database is away.", """{"status":"degraded","guards":{"b":"closed"},"faults":["The database is away."]}""")]
    public async Task Health_DependencyAway_IsDegradedWithWhy(string? fault, string expected)
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await new HealthEndpoint(new OneGuard(), [new Dependency(fault)], _clock).WriteAsync(http);
        Assert.Equal((200, expected), (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray())));
    }

    private sealed class Dependency(string? fault) : IDependency
    {
        public Task<string?> FindFaultAsync() => Task.FromResult(fault);
    }

    private sealed class OneGuard : IGuards
    {
        public Task<IReadOnlyList<GuardReading>> ReadAllAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<GuardReading>>([GuardSamples.Of("b")]);

        public Task<GuardReading> ReadAsync(GuardKey guard, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<BreakerView> CommandAsync(GuardKey guard, BreakerCommand command, string reason, string by, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
