namespace Orleans.Runtime;

/// <summary>A call that nobody waits for; its failure is logged.</summary>
internal sealed class OneWayCall(CallRuntime runtime, GrainId target) : PendingRequest
{
    public override string Description => Describe(target);

    public override void Start(GrainActivation activation) => _ = RunAsync(activation);

    public override void Fail(Exception exception) => runtime.Log.OneWayFailed(Description, exception);

    public override void Forward(GrainActivation from) => runtime.Resend(this, target, from);

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
