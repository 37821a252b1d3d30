namespace Orleans.Runtime;

/// <summary>The enumerations that an activation has begun and not ended. They end with it.</summary>
internal sealed class OpenEnumerations
{
    private readonly HashSet<GrainEnumeration> _open = [];

    public static OpenEnumerations Of(GrainActivation activation)
    {
        var open = activation.Component<OpenEnumerations>();
        if (open is null) activation.SetComponent(open = new OpenEnumerations());
        return open;
    }

    public void Add(GrainEnumeration enumeration) => _open.Add(enumeration);

    public void Remove(GrainEnumeration enumeration) => _open.Remove(enumeration);

    public async Task EndAsync()
    {
        foreach (var enumeration in _open.ToArray()) await enumeration.DisposeAsync(Guid.Empty);
    }
}
