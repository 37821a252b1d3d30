using System.Buffers;
using System.Globalization;
using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Cli.Resources;

/// <summary>Prints updates, one line of JSON each: position, event, data, and the hash where there is one. For people: when, what, how much, and as much of the data as fits.</summary>
/// <param name="output">Where to.</param>
/// <param name="width">How wide the terminal is; null for lines of JSON.</param>
internal sealed class UpdateLines(Stream output, int? width = null)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public async Task WriteAsync(ResourceUpdate update, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        if (width is { } columns)
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(ForPeople(update, TimeProvider.System.GetLocalNow().DateTime, columns)), cancellationToken);
            await output.FlushAsync(cancellationToken);
            return;
        }
        Encoding.ASCII.GetBytes($"{{\"position\":\"{update.Position}\",\"event\":\"{update.Event.ToString().ToLowerInvariant()}\",\"data\":", _line);
        update.Data.WriteOneLine(_line);
        Encoding.ASCII.GetBytes(update.Hash.Length == 0 ? "}\n" : $",\"hash\":\"{update.Hash}\"}}\n", _line);
        await output.WriteAsync(_line.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    internal static string ForPeople(ResourceUpdate update, DateTime at, int width)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{at:HH:mm:ss} {update.Event.ToString().ToLowerInvariant(),-12} {update.Data.Length,8} B  ");
        var data = new ArrayBufferWriter<byte>();
        update.Data.WriteOneLine(data);
        var text = Encoding.UTF8.GetString(data.WrittenSpan);
        var room = Math.Max(0, width - head.Length - 1);
        return head + (text.Length > room ? text[..Math.Max(0, room - 1)] + "…" : text) + "\n";
    }
}
