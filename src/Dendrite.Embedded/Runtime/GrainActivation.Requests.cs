using Orleans.CodeGeneration;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Which request runs when.</summary>
internal sealed partial class GrainActivation
{
    private readonly List<PendingRequest> _running = new(0);
    private LinkedList<PendingRequest>? _waiting;
    private PendingRequest? _blocking;
    private int _interleavers;
    private bool _pumping;
    private Dictionary<Guid, int>? _reentrantSections;

    /// <summary>Nothing runs and nothing waits.</summary>
    public bool IsIdle => _running.Count == 0 && _waiting is not { Count: > 0 };

    public int RunningCount => _running.Count;

    public int WaitingCount => _waiting?.Count ?? 0;

    /// <summary>In a turn taken by the caller: may a request with these options start at once?</summary>
    public bool CanStartNow(InvokeMethodOptions options) => _state == ActivationState.Active && ((WaitingCount == 0 && (_blocking is null || Type.IsReentrant)) || (options & InvokeMethodOptions.AlwaysInterleave) != 0);

    /// <summary>Ends a turn taken by the caller.</summary>
    public void LeaveTurn(TurnScope scope)
    {
        try
        {
            if (_waiting is { Count: > 0 } || _state == ActivationState.Deactivating) Pump();
        }
        finally
        {
            scope.Leave();
            Scheduler.Exit();
        }
    }

    /// <summary>In a turn: a request has arrived.</summary>
    public void Receive(PendingRequest request)
    {
        request.Activation = this;
        switch (_state)
        {
            case ActivationState.Active when MayStart(request):
                Begin(request);
                break;
            case ActivationState.Dead:
                request.Forward(this);
                break;
            default:
                request.Place = (_waiting ??= new()).AddLast(request);
                if (request.Is(InvokeMethodOptions.AlwaysInterleave)) _interleavers++;
                if (_state == ActivationState.Created) BeginActivation();
                break;
        }
    }

    /// <summary>In a turn: a request that was begun by the caller has awaited something.</summary>
    public void AddRunning(PendingRequest request)
    {
        _running.Add(request);
        if (!request.Is(InvokeMethodOptions.AlwaysInterleave)) _blocking ??= request;
    }

    /// <summary>A request has failed: an activation whose state is not the stored one must not go on with it.</summary>
    public void Failed(Exception? exception)
    {
        if (exception is not InconsistentStateException { IsSourceActivation: true } stale) return;
        stale.IsSourceActivation = false;
        Deactivate(new(DeactivationReasonCode.ApplicationError, stale, "Its state was written by somebody else."));
    }

    /// <summary>In a turn: a request has ended.</summary>
    public void Finish(PendingRequest request)
    {
        _running.Remove(request);
        if (ReferenceEquals(_blocking, request)) _blocking = null;
        if (request.KeepsAlive) Used = true;
        request.Release();
        Pump();
    }

    /// <summary>On any thread: a request has ended. A turn of its own says so, for the end may have come about within another request's code.</summary>
    public void FinishOnTurn(PendingRequest request) => Scheduler.Enqueue((Action)(() => Finish(request)));

    /// <summary>On any thread: nobody waits for the request any more. Where it waits itself, it is dropped, so that callers of a grain that hangs pile up no requests.</summary>
    public void GiveUp(PendingRequest request) => Scheduler.Enqueue((Action)(() => TryDrop(request)));

    /// <summary>On any thread: as above, and where the request runs, its token is cancelled.</summary>
    public void Cancel(PendingRequest request) => Scheduler.Enqueue((Action)(() =>
    {
        if (request.Activation is { } next && next != this) next.Cancel(request);
        else if (!TryDrop(request)) request.Request?.TryCancel();
    }));

    public void EnterReentrantSection(Guid id)
    {
        _reentrantSections ??= [];
        _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
    }

    public void LeaveReentrantSection(Guid id)
    {
        if (_reentrantSections is null || !_reentrantSections.TryGetValue(id, out var count)) return;
        if (count > 1) _reentrantSections[id] = count - 1;
        else _reentrantSections.Remove(id);
    }

    private bool TryDrop(PendingRequest request)
    {
        if (_waiting is null || request.Place is not { } place || place.List != _waiting) return false;
        Unqueue(place);
        request.Drop();
        request.Release();
        return true;
    }

    private void Unqueue(LinkedListNode<PendingRequest> place)
    {
        _waiting!.Remove(place);
        if (place.Value.Is(InvokeMethodOptions.AlwaysInterleave)) _interleavers--;
    }

    /// <summary>Of what flowed with the request that ran before, nothing is the next one's.</summary>
    private void Begin(PendingRequest request)
    {
        TurnScope.ForgetFlow();
        AddRunning(request);
        request.Start(this);
    }

    /// <summary>Starts what may start now. Requests that end at once come back here; the loop takes them, not the stack.</summary>
    private void Pump()
    {
        if (_pumping) return;
        _pumping = true;
        try
        {
            while (_state == ActivationState.Active && NextStartable() is { } next)
            {
                Unqueue(next);
                Begin(next.Value);
            }
        }
        finally
        {
            _pumping = false;
        }
        if (_state == ActivationState.Deactivating && _running.Count == 0 && !_isActivating) EndDeactivation();
    }

    private LinkedListNode<PendingRequest>? NextStartable()
    {
        var node = _waiting?.First;
        if (node is null || MayStart(node.Value)) return node;
        if (_interleavers == 0 && Type.MayInterleave is null && _reentrantSections is not { Count: > 0 } && _blocking?.Is(InvokeMethodOptions.ReadOnly) != true) return null;
        for (node = node.Next; node is not null && !MayStart(node.Value); node = node.Next)
        {
        }
        return node;
    }

    /// <summary>Orleans's rule: the request that runs and doesn't interleave is the one that others wait for.</summary>
    private bool MayStart(PendingRequest request)
    {
        if (_blocking is null || Type.IsReentrant || request.Is(InvokeMethodOptions.AlwaysInterleave)) return true;
        if (request.Is(InvokeMethodOptions.ReadOnly) && _blocking.Is(InvokeMethodOptions.ReadOnly)) return true;
        if (_reentrantSections is { Count: > 0 } && RequestContext.ReentrancyIdOf(request.Values) is var id && id != Guid.Empty && _reentrantSections.ContainsKey(id)) return true;
        return Type.MayInterleave is { } predicate && MayInterleave(request, _blocking, predicate);
    }

    /// <summary>The class's own rule. Where it fails, so does the request: it is over when it starts.</summary>
    private bool MayInterleave(PendingRequest request, PendingRequest blocking, Func<object, RequestBase, bool> predicate)
    {
        try
        {
            return (request.Request is not null && predicate(_instance!, request.Request)) || (blocking.Request is not null && predicate(_instance!, blocking.Request));
        }
        catch (Exception e)
        {
            request.Fail(e);
            return true;
        }
    }
}
