using System.Globalization;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Gives a backend a new document every few milliseconds until it is disposed.</summary>
internal sealed class ChangingDocument : IDisposable
{
    private readonly Lock _turn = new();
    private readonly ITimer _timer;
    private int _n = 1000;

    public ChangingDocument(ScriptedBackend backend, TimeSpan? period = null, Func<int, string>? make = null)
    {
        make ??= n => string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{n}}}""");
        var step = period ?? TimeSpan.FromMilliseconds(20);
        // A tick that is late runs beside the next, and what makes the documents is not made for that: its exception once ended the test run.
        _timer = TimeProvider.System.CreateTimer(_ =>
        {
            lock (_turn) backend.Document = make(++_n);
        }, null, TimeSpan.Zero, step);
    }

    public void Dispose() => _timer.Dispose();
}
