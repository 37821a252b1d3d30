using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>A grain as its callers hold it. It may be stored, compared, passed on and cast; two are equal when they name the same grain.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>, ISpanFormattable
{
    private readonly GrainReferenceShared _shared;
    private readonly IdSpan _key;

    protected GrainReference(GrainReferenceShared shared, IdSpan key)
    {
        _shared = shared;
        _key = key;
    }

    public GrainId GrainId => GrainId.Create(_shared.GrainType, _key);

    public GrainInterfaceType InterfaceType => _shared.InterfaceType;

    public virtual string InterfaceName => InterfaceType.ToString();

    protected CopyContextPool CopyContextPool => _shared.CopyContextPool;

    internal GrainReferenceShared Shared => _shared;

    /// <summary>The activation that answered last, so that the next call needs no look-up.</summary>
    internal GrainActivation? LastActivation { get; set; }

    /// <summary>That of the grain or observer that calls, if it is of the reference's cluster: a reference may have come from another silo.</summary>
    internal CallRuntime CallRuntime => RuntimeContext.Current is { } caller && caller.Silo.Cluster == _shared.CallRuntime.Cluster ? caller.Calls : _shared.CallRuntime;

    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => (TGrainInterface)_shared.CallRuntime.Factory.Cast(this, typeof(TGrainInterface));

    public bool Equals(GrainReference? other) => other is not null && (ReferenceEquals(this, other) || GrainId.Equals(other.GrainId));

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => reference1 is null ? reference2 is null : reference1.Equals(reference2);

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceType}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"GrainReference:{GrainId}:{InterfaceType}", out charsWritten);

    protected ValueTask<T> InvokeAsync<T>(IRequest methodDescription) => CallRuntime.InvokeAsync<T>(this, (RequestBase)methodDescription);

    protected ValueTask InvokeAsync(IRequest methodDescription) => CallRuntime.InvokeAsync(this, (RequestBase)methodDescription);

    protected void Invoke(IRequest methodDescription) => CallRuntime.Invoke(this, (RequestBase)methodDescription);
}
