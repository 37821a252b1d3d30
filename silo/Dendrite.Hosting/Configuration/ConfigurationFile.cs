using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Ini;
using Microsoft.Extensions.Configuration.Json;

namespace Dendrite.Hosting.Configuration;

/// <summary>The file that <c>--config</c> names. It is read again when it changes; where that can't be done, what it said before stays.</summary>
internal static class ConfigurationFile
{
    /// <summary>Adds it, JSON or INI by its ending.</summary>
    /// <exception cref="DefinitionException">There is none, or it cannot be read.</exception>
    public static void Add(IConfigurationManager configuration, string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw new DefinitionException([$"--config {file}: there is no such file."]);
        FileConfigurationSource source = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? new JsonSource() : new IniSource();
        (source.Path, source.ReloadOnChange) = (path, true);
        source.ResolveFileProvider();
        try
        {
            configuration.Add(source);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException)
        {
            throw new DefinitionException([$"--config {file}: {e.Message} {e.InnerException?.Message}".TrimEnd()]);
        }
    }

    /// <summary>What is wrong with the files as they are now; nothing where all could be read.</summary>
    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration) =>
        configuration is IConfigurationRoot root ? [.. root.Providers.OfType<IReread>().Select(file => file.Fault).OfType<string>()] : [];

    private interface IReread
    {
        string? Fault { get; }
    }

    /// <summary>Why a file could not be read again. The first time is the framework's, which throws.</summary>
    private sealed class Reread(FileConfigurationSource source)
    {
        private object? _read;
        private string? _fault;

        /// <summary>Reads, or notes the fault; the framework would go on with an empty file.</summary>
        public void Load(Action load, Func<object> data)
        {
            try
            {
                load();
                (_read, _fault) = (data(), null);
            }
            catch (Exception e) when (_read is not null && e is InvalidDataException or FormatException or IOException)
            {
                _fault = $"{source.Path}: {e.Message} {e.InnerException?.Message}".TrimEnd();
            }
        }

        /// <summary>The framework empties the data of a file that has gone, without asking.</summary>
        public string? FaultOf(object data) => ReferenceEquals(data, _read) ? _fault : $"{source.Path}: there is no such file any more.";
    }

    private sealed class JsonSource : JsonConfigurationSource
    {
        public override IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            EnsureDefaults(builder);
            return new JsonFile(this);
        }
    }

    private sealed class JsonFile(JsonConfigurationSource source) : JsonConfigurationProvider(source), IReread
    {
        private readonly Reread _reread = new(source);

        public string? Fault => _reread.FaultOf(Data);

        public override void Load(Stream stream) => _reread.Load(() => base.Load(stream), () => Data);
    }

    private sealed class IniSource : IniConfigurationSource
    {
        public override IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            EnsureDefaults(builder);
            return new IniFile(this);
        }
    }

    private sealed class IniFile(IniConfigurationSource source) : IniConfigurationProvider(source), IReread
    {
        private readonly Reread _reread = new(source);

        public string? Fault => _reread.FaultOf(Data);

        public override void Load(Stream stream) => _reread.Load(() => base.Load(stream), () => Data);
    }
}
