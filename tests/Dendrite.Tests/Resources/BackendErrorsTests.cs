using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class BackendErrorsTests
{
    private static readonly PollRequest Request = new("x", "", null);

    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedUpstream _upstream = new();
    private readonly BackendErrors _errors;

    public BackendErrorsTests() => _errors = new BackendErrors(_clock);

    [Fact]
    public async Task Failure_IsKeptWithItsTimeWhenTheBackendAnswersAgain()
    {
        var way = _errors.Noting("Git", _upstream);
        Assert.Null(_errors.Last("git"));
        _upstream.Fail("broken");
        await way.PollAsync(Request, default);
        var at = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _upstream.Answer("1");
        Assert.IsType<PollOutcome.Answered>(await way.PollAsync(Request, default));
        Assert.Equal(new BackendError(at, DendriteErrorCode.UpstreamStatus, "broken", 500), _errors.Last("git"));
    }

    /// <summary>The cause would be covered by its consequence.</summary>
    [Fact]
    public async Task OpenBreaker_IsNoErrorOfTheBackend()
    {
        var way = _errors.Noting("git", _upstream);
        _upstream.Fail("broken");
        await way.PollAsync(Request, default);
        _upstream.Answer(_ => Task.FromResult<PollOutcome>(CoreHost.Refusal()));
        await way.PollAsync(Request, default);
        Assert.Equal("broken", _errors.Last("git")!.Reason);
    }

    [Fact]
    public async Task Backend_ThatWentFromTheConfiguration_IsForgotten()
    {
        _upstream.Fail("broken");
        await _errors.Noting("git", _upstream).PollAsync(Request, default);
        await _errors.Noting("hub", _upstream).PollAsync(Request, default);
        _errors.Retain(["HUB"]);
        Assert.Equal((null, "broken"), (_errors.Last("git"), _errors.Last("hub")?.Reason));
    }
}
