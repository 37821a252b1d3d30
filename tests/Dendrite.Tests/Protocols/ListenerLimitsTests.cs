using System.Net;
using Dendrite.Edge;
using Dendrite.Edge.Http;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dendrite.Protocols;

public sealed class ListenerLimitsTests
{
    private readonly ListenerLimits _limits = new(Options.Create(new EdgeOptions { MaxListeners = 3, MaxListenersPerClient = 2 }), new Random(1));

    [Fact]
    public void OneMoreFromAnAddress_IsRefused_OthersAreNot_AndAPlaceGivenBackIsTaken()
    {
        var first = _limits.Enter(From("10.0.0.1"));
        using var second = _limits.Enter(From("10.0.0.1"));
        Assert.Contains("MaxListenersPerClient", Assert.Throws<BusyException>(() => _limits.Enter(From("10.0.0.1"))).Message, StringComparison.Ordinal);
        using var other = _limits.Enter(From("10.0.0.2"));
        first.Dispose();
        using var again = _limits.Enter(From("10.0.0.1"));
    }

    /// <summary>Who is refused takes nobody's place, and those refused together are told to come back apart.</summary>
    [Fact]
    public void OneMoreInAll_IsRefused_AtTimesOfTheirOwn()
    {
        using var a = _limits.Enter(From("10.0.0.1"));
        using var b = _limits.Enter(From("10.0.0.2"));
        var c = _limits.Enter(From("10.0.0.3"));
        var waits = Enumerable.Range(4, 20).Select(n => Assert.Throws<BusyException>(() => _limits.Enter(From($"10.0.0.{n}")))).ToArray();
        Assert.All(waits, busy => Assert.Contains("MaxListeners.", busy.Message, StringComparison.Ordinal));
        Assert.True(waits.Select(busy => busy.RetryAfter).Distinct().Count() > 3);
        c.Dispose();
        using var d = _limits.Enter(From("10.0.0.4"));
    }

    private static DefaultHttpContext From(string address)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return http;
    }
}
