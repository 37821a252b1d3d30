namespace Dendrite.IntegrationTests.Storage;

/// <summary>A test that needs a disk of its own to fill.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly string? Missing = SmallDisk.Missing();

    public SmallDiskFactAttribute() => Skip = Missing;
}
