namespace Dendrite.Resources;

/// <summary>Whether a source's validators are believed: now and then it is asked without them, and not again with those that it gave to two documents.</summary>
internal sealed class ValidatorTrust(DateTimeOffset now)
{
    private const int TellsUnstable = 3;

    private DateTimeOffset _wholeAt = now;
    private int _notModified;
    private int _unstable;
    private bool _verifies;

    /// <summary>Whether the last answer's validators were those of another document, and mean nothing.</summary>
    public bool Lied { get; private set; }

    /// <summary>Whether the next question carries none.</summary>
    public bool AsksWithout => _verifies || Lied;

    /// <summary>An answer is about to be taken in.</summary>
    public void Begin() => Lied = false;

    /// <summary>The source has said by a validator that nothing changed.</summary>
    public void NotModified(BackendDefinition backend, DateTimeOffset now) =>
        _verifies = ++_notModified >= backend.VerifyAfterPolls || now - _wholeAt >= backend.VerifyAfter;

    /// <summary>The source has sent the same document under these validators. True once, when it has had other ones several times in a row.</summary>
    public bool IsUnstable(Validators? before, Validators now)
    {
        if (before?.ETag is not { } tag || now.ETag is not { } other || tag == other)
        {
            _unstable = 0;
            return false;
        }
        return ++_unstable == TellsUnstable;
    }

    /// <summary>The source has sent the whole document.</summary>
    public void Whole(DateTimeOffset now) => (_wholeAt, _notModified, _verifies) = (now, 0, false);

    /// <summary>The validators of a document that differs from the one before; none where both have the same.</summary>
    public Validators OfAnother(Validators validators, Validators? before)
    {
        if (!validators.IsUsable || validators != before) return validators;
        Lied = true;
        return Validators.None;
    }
}
