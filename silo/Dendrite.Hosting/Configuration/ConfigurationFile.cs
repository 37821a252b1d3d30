using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>The file that <c>--config</c> names. It is read again when it changes; where that can't be done, what it said before stays.</summary>
internal static class ConfigurationFile
{
    /// <summary>Adds it, JSON or INI by its ending. What is wrong in it is told by <see cref="FaultsOf"/>.</summary>
    /// <exception cref="DefinitionException">There is none.</exception>
    public static void Add(IConfigurationBuilder configuration, string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw new DefinitionException([$"--config {file}: there is no such file."]);
        // Optional, so that reading it again after it has gone is told, not thrown.
        var source = new Source { File = path, Path = path, ReloadOnChange = true, Optional = true };
        source.ResolveFileProvider();
        try
        {
            configuration.Add(source);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DefinitionException([$"--config {file}: it cannot be read: {(e.InnerException ?? e).Message}"]);
        }
    }

    /// <summary>What is wrong with the files as they are now; nothing where all could be read.</summary>
    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration) => [.. FilesOf(configuration).SelectMany(file => file.Faults)];

    /// <summary>Whether a file breaks off: what it does not say then is not missing.</summary>
    public static bool IsBroken(IConfiguration configuration) => FilesOf(configuration).Any(file => file.IsBroken);

    private static IEnumerable<Provider> FilesOf(IConfiguration configuration) => configuration is IConfigurationRoot root ? root.Providers.OfType<Provider>() : [];

    private sealed class Source : FileConfigurationSource
    {
        /// <summary>The full path; the other one is shortened to what its provider needs.</summary>
        public required string File { get; init; }

        public override IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            EnsureDefaults(builder);
            return new Provider(this);
        }
    }

    private sealed class Provider(Source source) : FileConfigurationProvider(source), IOwnSettings
    {
        private object? _read;
        private IReadOnlyList<string> _faults = [];

        /// <summary>The framework empties the data of a file that has gone, without asking.</summary>
        public IReadOnlyList<string> Faults => ReferenceEquals(Data, _read) ? _faults : [$"{Origin}: there is no such file any more."];

        public bool IsBroken { get; private set; }

        public string Describe(string key) => key;

        public string Origin { get; } = source.File;

        public override void Load(Stream stream)
        {
            var file = Read(stream);
            (_faults, IsBroken) = ([.. file.Faults.Select(fault => $"{Origin}: {fault}")], file.IsBroken);
            // Of a file that is read again and wrong now, what it said before stays.
            if (_read is null || _faults.Count == 0) _read = Data = file.Data;
        }

        private SettingsFile Read(Stream stream)
        {
            if (!Path.GetExtension(Origin).Equals(".json", StringComparison.OrdinalIgnoreCase)) return IniSettingsFile.Read(new StreamReader(stream));
            using var text = new MemoryStream();
            stream.CopyTo(text);
            return JsonSettingsFile.Read(text.GetBuffer().AsSpan(0, (int)text.Length));
        }
    }
}
