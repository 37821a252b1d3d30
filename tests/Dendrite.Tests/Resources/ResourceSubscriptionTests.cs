using System.Reflection;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Dendrite.Testing;
using Orleans.Streams;

namespace Dendrite.Resources;

/// <summary>A subscription whose stream has died.</summary>
public sealed class ResourceSubscriptionTests
{
    private static readonly ResourceKey Key = new("b", ResourceKey.PublicScope, "x");

    /// <summary>The new subscription was waited for, a minute long after a silo was killed, and nobody heard of anything meanwhile.</summary>
    [Fact]
    public async Task Stream_ThatDoesNotAnswer_RenewalsBringWhatIsMissed()
    {
        var clock = new ManualTimeProvider();
        var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;
        var cluster = DispatchProxy.Create<IGrainFactory, Script>();
        var streams = DispatchProxy.Create<IStreamProvider, Script>();
        var resource = DispatchProxy.Create<IResourceGrain, Script>();
        var stream = DispatchProxy.Create<IAsyncStream<ResourceChanged>, Script>();
        var (subscriptions, position) = (0, new Position(1, 0));
        Script.Of(cluster).Answer = (_, _) => resource;
        Script.Of(streams).Answer = (_, _) => stream;
        Script.Of(stream).Answer = (_, _) => ++subscriptions == 1
            ? Task.FromResult<StreamSubscriptionHandle<ResourceChanged>>(new Handle())
            : new TaskCompletionSource<StreamSubscriptionHandle<ResourceChanged>>().Task;
        Script.Of(resource).Answer = (method, _) => method != nameof(IResourceGrain.ListenAsync) ? Task.CompletedTask
            : Task.FromResult(new ListenGrant(position = position.Next(), TimeSpan.FromMinutes(1), new ResourceSnapshot(position, Utf8Json.FromText("1"), "h", null), [], null, true));

        var subscription = await ResourceSubscription.StartAsync(cluster, streams, Key, ResourceFormat.Patch, _ => Task.CompletedTask, clock);
        for (var renewals = 2; renewals <= 6; renewals++)
        {
            await clock.AdvanceToTimerAsync(ResourceSubscription.RenewalPeriod, limit);
            while (subscription.Position?.Sequence < renewals) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit);
        }
        Assert.Equal(2, subscriptions);
        await subscription.DisposeAsync();
    }

    /// <summary>Answers each call of an interface.</summary>
    public class Script : DispatchProxy
    {
        public Func<string, object?[]?, object?> Answer { get; set; } = (_, _) => null;

        public static Script Of(object proxy) => (Script)proxy;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!.Name, args);
    }

    private sealed class Handle : StreamSubscriptionHandle<ResourceChanged>
    {
        public override StreamId StreamId => default;

        public override string ProviderName => DendriteStreams.ProviderName;

        public override Guid HandleId => default;

        public override Task UnsubscribeAsync() => Task.CompletedTask;

        public override Task<StreamSubscriptionHandle<ResourceChanged>> ResumeAsync(IAsyncObserver<ResourceChanged> observer, StreamSequenceToken? token = null) => throw new NotSupportedException();

        public override Task<StreamSubscriptionHandle<ResourceChanged>> ResumeAsync(IAsyncBatchObserver<ResourceChanged> observer, StreamSequenceToken? token = null) => throw new NotSupportedException();

        public override bool Equals(StreamSubscriptionHandle<ResourceChanged>? other) => ReferenceEquals(this, other);
    }
}
