namespace Dendrite.Engine;

public interface IStringKeyGrain : IGrainWithStringKey
{
    Task<string> KeyAsync();

    Task<IStringKeyGrain> SelfAsync();

    Task<string> AskAsync(IStringKeyGrain other);
}

public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    Task<long> KeyAsync();
}

public interface IGuidKeyGrain : IGrainWithGuidKey
{
    Task<Guid> KeyAsync();
}

public interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey
{
    Task<(Guid Key, string? Extension)> KeyAsync();
}

public interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey
{
    Task<(long Key, string? Extension)> KeyAsync();
}

public interface IOtherFace : IGrainWithStringKey
{
    Task<string> OtherAsync();
}

public sealed class StringKeyGrain : Grain, IStringKeyGrain, IOtherFace
{
    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<IStringKeyGrain> SelfAsync() => Task.FromResult(this.AsReference<IStringKeyGrain>());

    public Task<string> AskAsync(IStringKeyGrain other) => other.KeyAsync();

    public Task<string> OtherAsync() => Task.FromResult("other " + this.GetPrimaryKeyString());
}

public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<long> KeyAsync() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> KeyAsync() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class GuidCompoundKeyGrain : Grain, IGuidCompoundKeyGrain
{
    public Task<(Guid Key, string? Extension)> KeyAsync() => Task.FromResult((this.GetPrimaryKey(out var extension), extension));
}

public sealed class IntegerCompoundKeyGrain : Grain, IIntegerCompoundKeyGrain
{
    public Task<(long Key, string? Extension)> KeyAsync() => Task.FromResult((this.GetPrimaryKeyLong(out var extension), extension));
}

public interface IAmbiguousGrain : IGrainWithIntegerKey
{
    Task<string> NameAsync();
}

public sealed class FirstAmbiguousGrain : Grain, IAmbiguousGrain
{
    public Task<string> NameAsync() => Task.FromResult("first");
}

public sealed class SecondAmbiguousGrain : Grain, IAmbiguousGrain
{
    public Task<string> NameAsync() => Task.FromResult("second");
}

[GrainType("engine-named-type")]
public sealed class NamedTypeGrain : Grain, INamedTypeGrain
{
    public Task<string> TypeAsync() => Task.FromResult(this.GetGrainId().Type.ToString());
}

public interface INamedTypeGrain : IGrainWithIntegerKey
{
    Task<string> TypeAsync();
}

/// <summary>A grain class without the base class.</summary>
public sealed class PocoGrain(IGrainContext grainContext, Greeting greeting) : IGrainBase, IPocoGrain
{
    private string _state = "new";

    public IGrainContext GrainContext { get; } = grainContext;

    public Task OnActivateAsync(CancellationToken token)
    {
        _state = greeting.Text;
        return Task.CompletedTask;
    }

    public Task<string> SayAsync() => Task.FromResult(_state + " " + GrainContext.GrainId.Key);
}

public interface IPocoGrain : IGrainWithStringKey
{
    Task<string> SayAsync();
}
