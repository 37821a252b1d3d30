namespace Dendrite.Protocol;

/// <summary>State could not be read or written for now: the disk is full, say. The message names the cause for people; nothing was changed.</summary>
public sealed class StorageException(string message, Exception? inner = null) : DendriteException(DendriteErrorCode.StorageUnavailable, message, inner);
