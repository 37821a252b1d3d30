using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>The grain's side of one enumeration. Its methods run in turns of the activation that began it.</summary>
internal sealed class GrainEnumeration : IAsyncEnumerableGrainExtension
{
    private IAsyncDisposable? _enumerator;
    private CancellationTokenRegistration _cancellation;
    private bool _isStepping;
    private volatile bool _isAbandoned;

    /// <summary>The grain's method has been called, on this activation.</summary>
    public GrainActivation? Activation { get; private set; }

    /// <summary>The activation that makes the call now.</summary>
    public GrainActivation? Target { get; set; }

    public ValueTask<(EnumerationResult Status, object? Value)> StartEnumeration<T>(Guid requestId, IAsyncEnumerableRequest<T> request, CancellationToken cancellationToken)
    {
        if (Activation is not null) throw new InvalidOperationException("An enumerator with the same id already exists.");
        if (_isAbandoned || cancellationToken.IsCancellationRequested) return new((EnumerationResult.Canceled, null));
        request.SetTarget(Target!);
        var enumerator = request.InvokeImplementation().GetAsyncEnumerator(cancellationToken);
        (_enumerator, Activation) = (enumerator, Target);
        OpenEnumerations.Of(Activation!).Add(this);
        _cancellation = cancellationToken.UnsafeRegister(static state => ((IInvokable)state!).TryCancel(), request);
        return StepAsync(enumerator);
    }

    public ValueTask<(EnumerationResult Status, object? Value)> MoveNext<T>(Guid requestId, CancellationToken cancellationToken) =>
        _enumerator is null || Target != Activation ? new((EnumerationResult.MissingEnumeratorError, null)) : StepAsync((IAsyncEnumerator<T>)_enumerator);

    /// <summary>On any thread: the caller has gone; what is under way ends with its step.</summary>
    public void Abandon() => _isAbandoned = true;

    public async ValueTask DisposeAsync(Guid requestId)
    {
        if (_enumerator is not { } enumerator || _isStepping) return;
        _enumerator = null;
        OpenEnumerations.Of(Activation!).Remove(this);
        _cancellation.Unregister();
        await enumerator.DisposeAsync();
    }

    private async ValueTask<(EnumerationResult Status, object? Value)> StepAsync<T>(IAsyncEnumerator<T> enumerator)
    {
        _isStepping = true;
        try
        {
            if (await enumerator.MoveNextAsync()) return (EnumerationResult.Element, enumerator.Current);
            _isStepping = false;
            await DisposeAsync(default);
            return (EnumerationResult.Completed, null);
        }
        catch (OperationCanceledException)
        {
            return (EnumerationResult.Canceled, null);
        }
        catch (Exception e)
        {
            Activation!.Failed(e);
            return (EnumerationResult.Error, e);
        }
        finally
        {
            _isStepping = false;
            if (_isAbandoned) await DisposeAsync(default);
        }
    }
}
