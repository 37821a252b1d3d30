namespace Dendrite.Contracts.Errors;

/// <summary>The caller asked for something that cannot be given; asking again will not help.</summary>
[GenerateSerializer, Alias("dendrite.InvalidRequestException")]
public sealed class InvalidRequestException(DendriteErrorCode code, string message) : DendriteException(code, message);
