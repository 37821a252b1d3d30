using System.Buffers;
using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Cli.Resources;

/// <summary>Prints updates, one line of JSON each: position, event, data, and the hash where there is one.</summary>
internal sealed class UpdateLines(Stream output)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public async Task WriteAsync(ResourceUpdate update, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        Encoding.ASCII.GetBytes($"{{\"position\":\"{update.Position}\",\"event\":\"{update.Event.ToString().ToLowerInvariant()}\",\"data\":", _line);
        update.Data.WriteOneLine(_line);
        Encoding.ASCII.GetBytes(update.Hash.Length == 0 ? "}\n" : $",\"hash\":\"{update.Hash}\"}}\n", _line);
        await output.WriteAsync(_line.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
