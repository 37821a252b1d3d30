using Dendrite.Edge.Access;

namespace Dendrite.Access;

public sealed class ListenersTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://10.0.0.1:5080", false)]
    [InlineData("http://127.0.0.1:5080 http://127.0.0.1:5081", false)]
    public void Of_Addresses_KnowsASingleLoopbackOne(string bound, bool expected) => Assert.Equal(expected, Listeners.Of(bound.Split(' '), []).IsSingleLoopback);

    [Fact]
    public void Of_InternalUrls_AreTheLastOnesAsBound()
    {
        var listeners = Listeners.Of(["http://127.0.0.1:40001", "http://127.0.0.1:40002", "http://127.0.0.1:9001"], ["http://127.0.0.1:0", "http://127.0.0.1:9001"]);
        Assert.Equal([9001, 40002], listeners.InternalPorts.Order());
        Assert.False(listeners.IsSingleLoopback);
    }
}
