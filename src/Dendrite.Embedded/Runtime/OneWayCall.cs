namespace Orleans.Runtime;

/// <summary>A call that nobody waits for; its failure is logged.</summary>
internal sealed class OneWayCall(CallRuntime runtime, GrainId target) : PendingRequest
{
    private bool _hasFailed;

    public override string Description => Describe(target);

    public override bool IsOver => _hasFailed;

    public override void Start(GrainActivation activation)
    {
        if (_hasFailed) activation.Finish(this);
        else _ = RunAsync(activation);
    }

    public override void Fail(Exception exception)
    {
        _hasFailed = true;
        runtime.Log.OneWayFailed(Description, exception);
    }

    protected override void Resend(GrainActivation from) => runtime.Resend(this, target);

    private async Task RunAsync(GrainActivation activation)
    {
        try
        {
            Request!.SetTarget(activation);
            RequestContext.Values = Values;
            await activation.Run(Request).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            activation.FinishOnTurn(this);
        }
    }
}
