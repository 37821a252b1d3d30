namespace Dendrite.Diff;

/// <summary>When two numbers count as the same.</summary>
public enum NumberComparison
{
    /// <summary>Where they are written the same: 1 and 1.0 differ.</summary>
    AsWritten,

    /// <summary>Where they have the same value, exactly and at any length: 1, 1.0 and 10e-1 are the same.</summary>
    ByValue,
}
