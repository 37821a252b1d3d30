using System.Runtime.Loader;

namespace Dendrite.Contracts;

/// <summary>The Orleans assemblies of a folder, loaded apart from this program.</summary>
internal sealed class OrleansAssemblies : IDisposable
{
    private readonly AssemblyLoadContext _context = new("orleans", isCollectible: true);
    private readonly string _folder;

    public OrleansAssemblies(string folder)
    {
        _folder = folder;
        _context.Resolving += (context, name) => File.Exists(PathOf(name.Name!)) ? context.LoadFromAssemblyPath(PathOf(name.Name!)) : null;
    }

    public string[] Surface() => PublicSurface.Of([.. Directory.EnumerateFiles(_folder, "Orleans.*.dll").Select(_context.LoadFromAssemblyPath)]);

    public void Dispose() => _context.Unload();

    private string PathOf(string name) => Path.Combine(_folder, name + ".dll");
}
