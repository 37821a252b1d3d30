using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The stored state isn't the one that was read: somebody else has written since.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    [Id(0)]
    public string? StoredEtag { get; private set; }

    [Id(1)]
    public string? CurrentEtag { get; private set; }

    /// <summary>Thrown by the activation's own storage, not passed on from a grain that it called.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    public override string ToString() => $"InconsistentStateException: {Message} Expected Etag={CurrentEtag} Received Etag={StoredEtag} {InnerException}";
}
