using System.Net;
using Dendrite.Resilience.Breakers;

namespace Dendrite.Resilience.Guards;

/// <summary>
/// A guard as a handler of an <see cref="HttpClient"/>. Server errors, 408 and 429 are failures, with their Retry-After
/// honoured; other 4xx answers are the request's fault. Only GET, HEAD, OPTIONS and TRACE are tried again, and what
/// <see cref="Idempotent"/> marks. When attempts run out, the last answer is the answer.
/// </summary>
public sealed class GuardHandler : DelegatingHandler
{
    /// <summary>Set to true on a request that may be sent twice without harm. Its content must be one that can be read twice.</summary>
    public static readonly HttpRequestOptionsKey<bool> Idempotent = new("Dendrite.Resilience.Idempotent");

    private readonly Guard _guard;
    private readonly TimeProvider _time;
    private readonly GuardCall<HttpRequestMessage, HttpResponseMessage> _asynchronous;
    private readonly GuardCall<HttpRequestMessage, HttpResponseMessage> _synchronous;

    /// <param name="guard">What its requests go through.</param>
    /// <param name="fallback">What answers in place of a guard that failed or was not asked. Default null: the failure is thrown.</param>
    /// <param name="time">The clock that Retry-After dates are read by; the system's where null.</param>
    public GuardHandler(
        Guard guard, Func<HttpRequestMessage, Exception, CancellationToken, ValueTask<HttpResponseMessage>>? fallback = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(guard);
        _guard = guard;
        _time = time ?? TimeProvider.System;
        _asynchronous = new((request, token) => new(base.SendAsync(request, token))) { JudgeResult = Judge, JudgeException = Judge, Fallback = fallback };
        _synchronous = new((request, token) => new(base.Send(request, token))) { JudgeResult = Judge, JudgeException = Judge, Fallback = fallback };
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _guard.ExecuteAsync(_asynchronous, request, cancellationToken).AsTask();

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _guard.ExecuteResult(_synchronous, request, cancellationToken).GetValueOrThrow();

    private CallJudgement Judge(HttpRequestMessage request, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status < 400) return CallJudgement.Success;
        if (status < 500 && response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)) return CallJudgement.BadRequest;
        return new(CallVerdict.Failure, MayBeRepeated(request), RetryAfter(response));
    }

    private static CallJudgement Judge(HttpRequestMessage request, Exception exception) => new(CallVerdict.Failure, MayBeRepeated(request));

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is not { } header) return null;
        if (header.Delta is { } delta) return delta;
        var left = header.Date - _time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private static bool MayBeRepeated(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options || request.Method == HttpMethod.Trace
        || (request.Options.TryGetValue(Idempotent, out var idempotent) && idempotent);
}
