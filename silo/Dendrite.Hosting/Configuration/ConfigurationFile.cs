using System.Buffers;
using System.Globalization;
using System.Text;
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
        if (!File.Exists(path)) throw new DefinitionException([$"--config {file}: {(Directory.Exists(path) ? "it is a directory, not a file" : "there is no such file")}."]);
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

        /// <summary>Where it is no text of UTF-8; null where it is. A wrong byte would become another character, of a secret too.</summary>
        private static string? FaultOfText(ReadOnlySpan<byte> bytes)
        {
            if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return "line 1, column 1: the file is UTF-16; save it as UTF-8.";
            var at = 0;
            while (at < bytes.Length)
            {
                if (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != OperationStatus.Done)
                    return string.Create(CultureInfo.InvariantCulture, $"line {bytes[..at].Count((byte)'\n') + 1}, column {at - bytes[..at].LastIndexOf((byte)'\n')}: the byte 0x{bytes[at]:X2} is not UTF-8; save the file as UTF-8.");
                at += length;
            }
            return null;
        }

        private SettingsFile Read(Stream stream)
        {
            using var text = new MemoryStream();
            stream.CopyTo(text);
            var bytes = text.GetBuffer().AsSpan(0, (int)text.Length);
            if (FaultOfText(bytes) is { } fault) return new SettingsFile(new(StringComparer.OrdinalIgnoreCase), [fault], IsBroken: true);
            if (Path.GetExtension(Origin).Equals(".json", StringComparison.OrdinalIgnoreCase)) return JsonSettingsFile.Read(bytes);
            text.Position = 0;
            return IniSettingsFile.Read(new StreamReader(text));
        }
    }
}
