namespace Orleans;

/// <summary>An assembly that holds grains or serializable types.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ApplicationPartAttribute : Attribute
{
    public ApplicationPartAttribute(string assemblyName) => AssemblyName = assemblyName ?? throw new ArgumentNullException(nameof(assemblyName));

    public string AssemblyName { get; }
}
