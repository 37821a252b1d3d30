using Orleans.Concurrency;

namespace Dendrite.Engine;

public interface IShapeGrain : IGrainWithStringKey
{
    Task<string> PlainAsync();
}

public interface ILeftGrain : IShapeGrain
{
    Task<string> SideAsync();
}

public interface IRightGrain : IShapeGrain
{
    Task<string> SideAsync();
}

/// <summary>What an interface may look like besides the usual.</summary>
public interface IOddGrain : ILeftGrain, IRightGrain
{
    new Task<string> PlainAsync();

    Task<string> OverAsync(int number);

    Task<string> OverAsync(string text);

    Task<string> OverAsync(int number, string text);

    Task<int> DefaultAsync(int number = 3);

    Task<string> @lock(string @class, int @event);

    /// <summary>No method of the grain: the check at the start passes it over.</summary>
    static string KeyOf(int number) => $"shape {number}";

    Task<T> EchoAsync<T>(T value);

    Task<string> NameAsync<T>(List<T> values)
        where T : struct;

    Task<bool> IsHereAsync() => Task.FromResult(this is Grain);

    Task<string> OverriddenAsync() => Task.FromResult("interface");
}

public sealed class OddGrain : Grain, IOddGrain
{
    Task<string> IShapeGrain.PlainAsync() => Task.FromResult("old");

    public Task<string> PlainAsync() => Task.FromResult("new");

    Task<string> ILeftGrain.SideAsync() => Task.FromResult("left");

    Task<string> IRightGrain.SideAsync() => Task.FromResult("right");

    public Task<string> OverAsync(int number) => Task.FromResult("number");

    public Task<string> OverAsync(string text) => Task.FromResult("text");

    public Task<string> OverAsync(int number, string text) => Task.FromResult("both");

    public Task<int> DefaultAsync(int number) => Task.FromResult(number);

    public Task<string> @lock(string @class, int @event) => Task.FromResult(@class + @event);

    public Task<T> EchoAsync<T>(T value) => Task.FromResult(value);

    public Task<string> NameAsync<T>(List<T> values)
        where T : struct => Task.FromResult(typeof(T).Name + values.Count);

    public Task<string> OverriddenAsync() => Task.FromResult("grain");
}

public interface IFriendGrain : IGrainWithStringKey
{
    Task<string> MeetAsync(ISecondFaceGrain other);

    Task<string> MeetWithGiftsAsync((int Gold, int Frankincense, int Myrrh, ISecondFaceGrain Other) gifts);
}

public interface IFirstFaceGrain : IGrainWithStringKey
{
    Task<string> IntroduceAsync(string friend);

    Task<string> IntroduceWithGiftsAsync(string friend);
}

public interface ISecondFaceGrain : IGrainWithStringKey
{
    Task<string> NameAsync();
}

public sealed class FriendGrain : Grain, IFriendGrain
{
    public Task<string> MeetAsync(ISecondFaceGrain other) => other.NameAsync();

    public Task<string> MeetWithGiftsAsync((int Gold, int Frankincense, int Myrrh, ISecondFaceGrain Other) gifts) => gifts.Other.NameAsync();
}

[Reentrant]
public sealed class TwoFacedGrain : Grain, IFirstFaceGrain, ISecondFaceGrain
{
    /// <summary>It passes itself, not a reference.</summary>
    public Task<string> IntroduceAsync(string friend) => GrainFactory.GetGrain<IFriendGrain>(friend).MeetAsync(this);

    public Task<string> IntroduceWithGiftsAsync(string friend) => GrainFactory.GetGrain<IFriendGrain>(friend).MeetWithGiftsAsync((1, 2, 3, this));

    public Task<string> NameAsync() => Task.FromResult("the second face of " + this.GetPrimaryKeyString());
}
