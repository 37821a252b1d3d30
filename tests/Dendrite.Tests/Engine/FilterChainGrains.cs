using Orleans.Concurrency;

namespace Dendrite.Engine;

public interface IWrappedGrain : IGrainWithStringKey
{
    Task TouchAsync();

    Task<int> TimesTouchedAsync();

    Task<string> EchoAsync(string text);

    /// <summary>Fails the first time.</summary>
    Task<string> SucceedLaterAsync(string text);
}

/// <summary>A grain without filters of its own.</summary>
public sealed class WrappedGrain : Grain, IWrappedGrain
{
    private bool _hasFailed;
    private int _touched;

    public Task TouchAsync()
    {
        _touched++;
        return Task.CompletedTask;
    }

    public Task<int> TimesTouchedAsync() => Task.FromResult(_touched);

    public Task<string> EchoAsync(string text) => Task.FromResult(text);

    public Task<string> SucceedLaterAsync(string text)
    {
        if (_hasFailed) return Task.FromResult(text);
        _hasFailed = true;
        throw new InvalidOperationException("not yet");
    }
}

public interface IGuardedGrain : IGrainWithStringKey
{
    Task<int> CountAsync();

    /// <summary>Its filter does nothing.</summary>
    Task<int> IgnoreAsync();

    /// <summary>Its filter invokes twice.</summary>
    Task<int> CountTwiceAsync();

    Task<T> GenericAsync<T>(T value);

    IAsyncEnumerable<int> ItemsAsync(int count);

    IAsyncEnumerable<int> DeniedItemsAsync(int count);

    [AlwaysInterleave]
    Task<string> SeenAsync();
}

/// <summary>A grain that guards its calls.</summary>
public sealed class GuardedGrain : Grain, IGuardedGrain, IIncomingGrainCallFilter
{
    private readonly List<string> _seen = [];
    private int _count;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var request = context.InterfaceMethod.Name == nameof(IAsyncEnumerableGrainExtension.StartEnumeration) ? (IRequest)context.Request.GetArgument(1)! : null;
        _seen.Add($"{context.InterfaceMethod.DeclaringType!.Name}.{context.InterfaceMethod.Name} by {context.ImplementationMethod.DeclaringType!.Name}{(request is null ? "" : $" of {request.GetMethodName()}({request.GetArgument(0)})")}");
        if (request?.GetMethodName() == nameof(DeniedItemsAsync)) throw new UnauthorizedAccessException("denied");
        if (context.InterfaceMethod.Name == nameof(IgnoreAsync)) return;
        await context.Invoke();
        if (context.InterfaceMethod.Name == nameof(CountTwiceAsync)) await context.Invoke();
        if (context.InterfaceMethod.Name is nameof(IAsyncEnumerableGrainExtension.StartEnumeration) or nameof(IAsyncEnumerableGrainExtension.MoveNext))
            _seen.Add($"{(((EnumerationResult, object?))context.Result!).Item1}");
    }

    public Task<int> CountAsync() => Task.FromResult(++_count);

    public Task<int> IgnoreAsync() => Task.FromResult(++_count);

    public Task<int> CountTwiceAsync() => Task.FromResult(++_count);

    public Task<T> GenericAsync<T>(T value) => Task.FromResult(value);

    public async IAsyncEnumerable<int> ItemsAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    public async IAsyncEnumerable<int> DeniedItemsAsync(int count)
    {
        _count++;
        await Task.Yield();
        yield return count;
    }

    public Task<string> SeenAsync() => Task.FromResult(string.Join('\n', _seen));
}
