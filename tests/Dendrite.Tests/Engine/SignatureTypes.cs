using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Engine;

// These are no grain interfaces, so that nothing is generated for them and no other silo sees them: a host adds them by hand.
public interface ITakes<T>
{
    Task TakeAsync(T value);
}

public interface IGives<T>
{
    Task<T> GiveAsync(CancellationToken cancellationToken);
}

public interface IUnfit
{
    Task TakeAsync(Unmarked value, string fine);

    ValueTask<Unmarked> GiveAsync();

    Task ListenAsync(Action callback);
}

[GenerateSerializer]
public sealed class Envelope
{
    [Id(0)]
    public Unmarked? Content { get; set; }
}

/// <summary>The member without an id does not matter.</summary>
[GenerateSerializer]
public sealed class OpenEnvelope
{
    [Id(0)]
    public int Number { get; set; }

    [field: NonSerialized]
    public Unmarked? Content { get; set; }
}

[GenerateSerializer]
[SuppressMessage("Design", "CA1032", Justification = "It is only named.")]
public sealed class MarkedException : Exception;

[SuppressMessage("Design", "CA1032", Justification = "It is only named.")]
public sealed class UnmarkedException : Exception;
