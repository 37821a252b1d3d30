using System.Text;
using Dendrite.Edge.Admin;
using Dendrite.Edge.Http;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;

namespace Dendrite.Admin;

public sealed class ProblemGuardTests
{
    private readonly DefaultHttpContext _http = new();
    private readonly MemoryStream _body = new();
    private readonly FakeLogger _log = new();

    public ProblemGuardTests() => _http.Response.Body = _body;

    /// <summary>A silo that was lost under a call was a defect of the server, 500 with a trace in the log.</summary>
    [Fact]
    public async Task ClusterThatDoesNotAnswer_Is503WithRetryAfter()
    {
        foreach (var thrown in new Exception[] { new SiloUnavailableException("gone"), new TimeoutException("late"), new ClusterException("gone") })
        {
            _http.Response.Clear();
            _body.SetLength(0);
            _http.Response.Body = _body;
            await ProblemGuard.RunAsync(_http, _log, () => throw thrown);
            Assert.Equal((503, "2"), (_http.Response.StatusCode, _http.Response.Headers.RetryAfter.ToString()));
            Assert.Contains("\"code\":\"cluster-unavailable\"", Encoding.UTF8.GetString(_body.ToArray()), StringComparison.Ordinal);
        }
        Assert.Empty(_log.Collector.GetSnapshot());
    }

    /// <summary>What the answer names is what the log's line carries.</summary>
    [Fact]
    public async Task Defect_Is500WithTheTraceThatTheLogHas()
    {
        using var activity = new System.Diagnostics.Activity("request").Start();
        await ProblemGuard.RunAsync(_http, _log, () => throw new InvalidOperationException("secret"));
        var answer = Encoding.UTF8.GetString(_body.ToArray());
        Assert.Equal(500, _http.Response.StatusCode);
        Assert.Contains($"\"traceId\":\"{activity.TraceId.ToHexString()}\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
        Assert.Contains(new ConnectionScope(_http), value => value.Key == "TraceId" && (string)value.Value == activity.TraceId.ToHexString());
        Assert.Equal("secret", Assert.Single(_log.Collector.GetSnapshot()).Exception?.Message);
    }

    /// <summary>Arguments that are nested deeply overflowed the stack in serialization, which is the end of a process: an edge refuses them.</summary>
    [Fact]
    public async Task Body_NestedDeeply_IsRefusedBeforeAnyGrain()
    {
        var nested = Encoding.UTF8.GetBytes("""{"reason":""" + new string('[', 1500) + new string(']', 1500) + "}");
        _http.Request.Body = new MemoryStream(nested);
        _http.Request.ContentLength = nested.Length;
        Assert.Equal(DendriteErrorCode.InvalidRequest, (await Assert.ThrowsAsync<InvalidRequestException>(() => BreakerRequest.ReadAsync(_http.Request))).Code);
    }
}
