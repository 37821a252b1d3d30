namespace Dendrite.Protocol;

/// <summary>The caller asked for something that cannot be given; asking again will not help.</summary>
public sealed class InvalidRequestException(DendriteErrorCode code, string message) : DendriteException(code, message);
