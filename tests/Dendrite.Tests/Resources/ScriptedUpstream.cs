using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>A backend that answers as the test says, and counts.</summary>
internal sealed class ScriptedUpstream : IBackends, IUpstream
{
    private readonly Lock _lock = new();
    private Func<PollRequest, Task<PollOutcome>> _answer = _ => Task.FromResult<PollOutcome>(new PollOutcome.NotModified(TimeSpan.Zero));
    private TaskCompletionSource _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _polls;

    public BackendDefinition Definition { get; set; } = new()
    {
        Name = "b",
        BaseAddress = new Uri("http://backend.invalid/"),
        MinInterval = TimeSpan.FromSeconds(1),
        MaxInterval = TimeSpan.FromSeconds(8),
        Linger = TimeSpan.FromSeconds(20),
        Public = true,
    };

    public int Polls => Volatile.Read(ref _polls);

    public PollRequest? LastRequest { get; private set; }

    public IReadOnlyCollection<string> Names => [Definition.Name];

    public void Answer(string json, string? tag = null, TimeSpan freshFor = default) =>
        Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Answered(Encoding.UTF8.GetBytes(json), new Validators(tag, null), freshFor)));

    public void Fail(string reason, TimeSpan? retryAfter = null) =>
        Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Failed(DendriteErrorCode.UpstreamStatus, reason, 500, retryAfter)));

    public void Answer(Func<PollRequest, Task<PollOutcome>> answer)
    {
        lock (_lock) _answer = answer;
    }

    public BackendDefinition GetDefinition(string name) =>
        name == Definition.Name ? Definition : throw new InvalidRequestException(DendriteErrorCode.UnknownBackend, $"There is no backend '{name}'.");

    public IUpstream GetUpstream(string name) => this;

    public Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        Func<PollRequest, Task<PollOutcome>> answer;
        lock (_lock)
        {
            answer = _answer;
            LastRequest = request;
            _polls++;
            _polled.TrySetResult();
            _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return answer(request);
    }

    /// <summary>Completes once there have been that many polls.</summary>
    public async Task WaitForPollsAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task polled;
            lock (_lock)
            {
                if (_polls >= count) return;
                polled = _polled.Task;
            }
            await polled.WaitAsync(cancellationToken);
        }
    }
}
