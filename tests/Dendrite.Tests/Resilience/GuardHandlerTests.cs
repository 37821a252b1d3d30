using System.Net;
using System.Net.Http.Headers;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Testing;

namespace Dendrite.Resilience.Guards;

/// <summary>Row 2.37 around an HttpClient; the transport is a script.</summary>
public sealed class GuardHandlerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Guard _guard;

    public GuardHandlerTests() =>
        _guard = new(new() { Breaker = new() { RequestVolumeThreshold = 3 }, Retry = new() { BaseDelay = TimeSpan.Zero, MaxDelay = TimeSpan.FromSeconds(1), MaxAttempts = 2 } }, _time);

    [Fact]
    public async Task Get_ServerErrorThenSuccess_IsRetried()
    {
        using var client = Client(HttpStatusCode.BadGateway, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("http://backend/a")).StatusCode);
        Assert.Equal(1, _guard.Metrics.Read().Total[CallOutcome.Retry]);
    }

    [Fact]
    public async Task Post_ServerError_IsNotRetriedUnlessMarked()
    {
        using var client = Client(HttpStatusCode.BadGateway, HttpStatusCode.BadGateway, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.BadGateway, (await client.PostAsync("http://backend/a", null)).StatusCode);
        using var marked = new HttpRequestMessage(HttpMethod.Post, "http://backend/a");
        marked.Options.Set(GuardHandler.Idempotent, true);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(marked)).StatusCode);
    }

    [Fact]
    public async Task NotFound_IsTheRequestsFault()
    {
        using var client = Client(HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("http://backend/a")).StatusCode);
        Assert.Equal(1, _guard.Metrics.Read().Total[CallOutcome.BadRequest]);
        Assert.Equal(0, _guard.Breaker.Window.Calls);
    }

    [Fact]
    public async Task RetryAfter_OfA503_HoldsTheBreakerOpen()
    {
        using var client = Client(503, 503, 503);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("http://backend/a")).StatusCode);
        Assert.Equal(BreakerState.Open, _guard.Breaker.State);
        await Assert.ThrowsAsync<BreakerOpenException>(() => client.GetAsync("http://backend/a"));
        Assert.Equal(20, _guard.Breaker.Status.RetryAfter!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Send_Synchronous_GoesTheSameWay()
    {
        using var client = Client(HttpStatusCode.BadGateway, HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://backend/a");
        Assert.Equal(HttpStatusCode.OK, client.Send(request).StatusCode);
    }

    private HttpClient Client(params object[] statuses) => new(new GuardHandler(_guard, time: _time) { InnerHandler = new Script(statuses) });

    private sealed class Script(object[] statuses) : HttpMessageHandler
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage((HttpStatusCode)(int)statuses[_next++]);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(20));
            return response;
        }
    }
}
