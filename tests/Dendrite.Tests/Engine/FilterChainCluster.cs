using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>A silo without call filters and a client with two; what they do is asked for by the request context.</summary>
public sealed class FilterChainCluster : IAsyncLifetime
{
    public const string Outer = "chain.outer";

    public TestCluster Cluster { get; } = new TestClusterBuilder(1).AddClientBuilderConfigurator<ClientSetUp>().Build();

    /// <summary>What the outer filter saw, by the key of the grain.</summary>
    public static ConcurrentDictionary<string, ConcurrentQueue<string>> Notes { get; } = new();

    public Task InitializeAsync() => Cluster.DeployAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    public static void Note(IGrainCallContext context, string what) => Notes.GetOrAdd(context.TargetId.Key.ToString()!, _ => new()).Enqueue(what);

    private static async Task OuterAsync(IOutgoingGrainCallContext context)
    {
        switch (RequestContext.Get(Outer))
        {
            case "retry":
                try
                {
                    await context.Invoke();
                }
                catch (InvalidOperationException)
                {
                    Note(context, "failed with " + context.Request.GetArgument(0));
                    await context.Invoke();
                }
                break;
            case "twice":
                await context.Invoke();
                await Task.Yield();
                await context.Invoke();
                break;
            case "ignore":
                break;
            case "refuse":
                throw new UnauthorizedAccessException("refused");
            default:
                await context.Invoke();
                if (context.Request.GetArgumentCount() > 0) Note(context, "after " + context.Request.GetArgument(0));
                break;
        }
    }

    private sealed class ClientSetUp : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.AddOutgoingGrainCallFilter(OuterAsync).AddOutgoingGrainCallFilter<InnerFilter>();
    }

    private sealed class InnerFilter : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (RequestContext.Get(Outer) is not null) Note(context, "inner " + context.InterfaceMethod.Name);
            return context.Invoke();
        }
    }
}
