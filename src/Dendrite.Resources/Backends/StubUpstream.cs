using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// The built-in backend that needs no network, for trying things out and for tests: <c>empty</c> is always <c>{}</c>,
/// <c>counter</c> counts its polls, <c>failing</c> always fails; anything else is not found.
/// </summary>
internal sealed class StubUpstream : IUpstream
{
    private readonly ConcurrentDictionary<string, long> _counters = new();

    public Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken) => Task.FromResult<PollOutcome>(request.Path switch
    {
        "empty" => Document("{}"),
        "counter" => Document(string.Create(CultureInfo.InvariantCulture, $$"""{"count":{{_counters.AddOrUpdate(request.Query, 1, (_, count) => count + 1)}}}""")),
        "failing" => new PollOutcome.Failed(DendriteErrorCode.UpstreamStatus, "The backend answered 500 Internal Server Error.", 500),
        _ => new PollOutcome.Failed(DendriteErrorCode.Gone, "The backend answered 404 Not Found.", 404),
    });

    private static PollOutcome.Answered Document(string json) => new(Encoding.UTF8.GetBytes(json), Validators.None, TimeSpan.Zero);
}
