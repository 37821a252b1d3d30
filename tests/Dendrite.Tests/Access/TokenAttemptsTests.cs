using System.Net;
using Dendrite.Edge.Access;

namespace Dendrite.Access;

public sealed class TokenAttemptsTests : IDisposable
{
    private readonly TokenAttempts _attempts = new();

    public void Dispose() => _attempts.Dispose();

    [Fact]
    public void Fail_BeyondTheLimit_MakesThatAddressWaitAndNoOther()
    {
        var guesser = IPAddress.Parse("10.0.0.1");
        for (var i = 0; i < TokenAttempts.Limit; i++)
        {
            Assert.Null(_attempts.Wait(guesser));
            Assert.Null(_attempts.Fail(guesser));
        }
        Assert.InRange(_attempts.Wait(guesser)!.Value, TimeSpan.Zero, TokenAttempts.Window);
        Assert.NotNull(_attempts.Fail(guesser));
        Assert.NotNull(_attempts.Wait(IPAddress.Parse("::ffff:10.0.0.1")));
        Assert.Null(_attempts.Wait(IPAddress.Parse("10.0.0.2")));
        Assert.Null(_attempts.Wait(null));
    }

    [Fact]
    public void Fail_FromManyAddressesOfOneNetwork_CountsAsOne()
    {
        for (var i = 0; i < TokenAttempts.Limit; i++) _attempts.Fail(IPAddress.Parse($"2001:db8::{i}"));
        Assert.NotNull(_attempts.Wait(IPAddress.Parse("2001:db8::ffff")));
        Assert.Null(_attempts.Wait(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void Wait_HoweverOften_CountsNothing()
    {
        for (var i = 0; i < 2 * TokenAttempts.Limit; i++) Assert.Null(_attempts.Wait(IPAddress.Loopback));
    }
}
