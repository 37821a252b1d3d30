using Dendrite.Protocol;

namespace Dendrite.Contracts.Registries;

/// <summary>
/// One registry for the whole cluster: tags to settings. Its key is the registry's name; registries know nothing of each
/// other. It survives a restart, and each change is pushed on <see cref="Streams.DendriteStreams.RegistryChanges"/>.
/// </summary>
[Alias("dendrite.IRegistryGrain")]
public interface IRegistryGrain : IGrainWithStringKey
{
    /// <summary>Everything that is registered; reading it changes nothing.</summary>
    [Alias("Get")]
    Task<RegistryView> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Registers settings under a tag, in place of what was there. Setting what is there already changes nothing.</summary>
    /// <param name="tag">1 to 256 characters.</param>
    /// <param name="json">JSON of at most 64 KiB, null for a tag without settings.</param>
    /// <param name="cancellationToken">Gives the waiting up; the entry may be set nevertheless.</param>
    /// <returns>The registry's version after it.</returns>
    /// <exception cref="InvalidRequestException">The tag or the JSON is not valid, or 10,000 tags are registered and this is one more.</exception>
    [Alias("Set")]
    Task<long> SetAsync(string tag, string? json, CancellationToken cancellationToken = default);

    /// <summary>Takes a tag out.</summary>
    /// <returns>Whether it was there.</returns>
    [Alias("Remove")]
    Task<bool> RemoveAsync(string tag, CancellationToken cancellationToken = default);
}
