using System.Diagnostics.CodeAnalysis;

namespace Orleans.Serialization.Cloning;

/// <summary>Copies values of one type.</summary>
public interface IDeepCopier
{
    [return: NotNullIfNotNull(nameof(input))]
    object? DeepCopy(object? input, CopyContext context);
}
