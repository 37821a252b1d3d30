namespace Orleans.Runtime;

/// <summary>What is asked of a storage.</summary>
internal enum StorageOperation
{
    Read,
    Write,
    Clear,
}
