namespace Dendrite.Engine;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> EchoAsync(string text);

    Task<string?> EchoThroughAsync();

    Task<int> FailAsync();

    Task<string> OwnAsync();

    Task<string?> AskOtherAsync(IFilteredGrain other);
}

/// <summary>A grain that filters its own calls too.</summary>
public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    private string _seen = "";

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        _seen += context.MethodName + ";";
        await context.Invoke();
        if (context.MethodName == nameof(OwnAsync)) context.Result = (string)context.Result! + " filtered";
    }

    public Task<string> EchoAsync(string text) => Task.FromResult(text);

    public Task<string?> EchoThroughAsync() => Task.FromResult(RequestContext.Get("outgoing") as string);

    public Task<int> FailAsync() => throw new InvalidOperationException("as asked");

    public Task<string> OwnAsync() => Task.FromResult(_seen);

    public Task<string?> AskOtherAsync(IFilteredGrain other) => other.EchoThroughAsync();
}

/// <summary>A filter of the whole silo; it acts on <see cref="IFilteredGrain"/> alone.</summary>
public sealed class LoggingIncomingFilter(CallLog log) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FilteredGrain)
        {
            await context.Invoke();
            return;
        }
        var key = context.TargetId.Key.ToString();
        log.Add(key, "before " + context.MethodName);
        switch (context.MethodName)
        {
            case nameof(IFilteredGrain.EchoAsync) when context.Request.GetArgument(0) is "refuse":
                throw new UnauthorizedAccessException("refused");
            case nameof(IFilteredGrain.EchoAsync) when context.Request.GetArgument(0) is "replace":
                context.Request.SetArgument(0, "replaced");
                break;
            case nameof(IFilteredGrain.EchoAsync) when context.Request.GetArgument(0) is "short":
                context.Result = "cut short";
                return;
        }
        try
        {
            await context.Invoke();
            log.Add(key, "after " + context.MethodName + " " + context.ImplementationMethod.DeclaringType!.Name);
        }
        catch (InvalidOperationException e)
        {
            log.Add(key, "failed " + e.Message);
            context.Result = -1;
        }
    }
}
