using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A request that couldn't be answered on the spot: it waits for its turn, or runs and has awaited something.</summary>
internal abstract class PendingRequest : TurnWork
{
    /// <summary>As many as Orleans forwards a message.</summary>
    private const int MostActivationsInVain = 2;

    private RequestBase? _request;
    private int _inVain;

    /// <summary>What the activation's rules of interleaving look at.</summary>
    public InvokeMethodOptions Options { get; init; }

    /// <summary>The values that flow with the request.</summary>
    public Dictionary<string, object>? Values { get; init; }

    /// <summary>The request as the application's own rule, <c>[MayInterleave]</c>, sees it.</summary>
    /// <remarks>Null once it has ended: then the object may be another call's.</remarks>
    public RequestBase? Request
    {
        get => _request;
        init => _request = value;
    }

    /// <summary>Named in diagnostics.</summary>
    public abstract string Description { get; }

    /// <summary>The activation that it was given to last.</summary>
    public GrainActivation? Activation { get; set; }

    /// <summary>Nobody waits for it any more.</summary>
    public virtual bool IsOver => false;

    /// <summary>Its running keeps the activation from being idle.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Where it waits; touched only in turns of the activation it waits for.</summary>
    public LinkedListNode<PendingRequest>? Place { get; set; }

    public bool Is(InvokeMethodOptions option) => (Options & option) != 0;

    public override void Run(GrainActivation activation) => activation.Receive(this);

    /// <summary>Begins, in a turn of the activation. The request calls <see cref="GrainActivation.Finish"/> when it has ended.</summary>
    public abstract void Start(GrainActivation activation);

    /// <summary>In a turn: it has ended.</summary>
    public void Release()
    {
        var request = _request;
        _request = null;
        request?.Dispose();
    }

    /// <summary>In a turn: its caller has cancelled it before it began.</summary>
    public virtual void Drop()
    {
    }

    /// <summary>The activation can't take the request and has no successor.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>The activation is gone: goes to its successor, if it may still.</summary>
    public void Forward(GrainActivation from)
    {
        if (IsOver) Release();
        else if (!from.WasActive && ++_inVain > MostActivationsInVain) Fail(new OrleansMessageRejectionException($"{from.GrainId} was deactivated {_inVain} times before it was active."));
        else Resend(from);
    }

    protected virtual void Resend(GrainActivation from) => Fail(new OrleansMessageRejectionException($"{from.GrainId} has been deactivated."));

    protected string Describe(GrainId target) => Request is { } request ? $"{request.GetInterfaceName()}.{request.GetMethodName()} to {target}" : $"a call to {target} that has ended";
}
