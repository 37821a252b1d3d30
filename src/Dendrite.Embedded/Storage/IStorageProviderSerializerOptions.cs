namespace Orleans.Storage;

/// <summary>Options of a storage that can be given a serializer of its own.</summary>
public interface IStorageProviderSerializerOptions
{
    IGrainStorageSerializer GrainStorageSerializer { get; set; }
}
