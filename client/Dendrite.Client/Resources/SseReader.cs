using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Client;

/// <summary>
/// Reads server-sent events (HTML standard, section 9.2.6) with the one field more that Dendrite sends. The reader of the
/// framework drops unknown fields, and with them the hash.
/// </summary>
internal sealed class SseReader : IAsyncDisposable
{
    /// <summary>The longest event in bytes; a longer one breaks the connection.</summary>
    public const int MaxEventBytes = 256 << 20;

    private readonly PipeReader _pipe;
    private readonly TimeSpan _silenceLimit;
    private readonly TimeProvider _clock;
    private readonly ArrayBufferWriter<byte> _data = new();
    private string _id = "";
    private string _name = "";
    private string _hash = "";
    private bool _hasData;
    private int _wireBytes;

    public SseReader(Stream body, TimeSpan silenceLimit, TimeProvider clock)
    {
        _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        _silenceLimit = silenceLimit;
        _clock = clock;
    }

    /// <summary>The next event; null when the server has ended the stream in order.</summary>
    /// <exception cref="UpstreamException">The connection broke, or was silent for too long.</exception>
    public async Task<SseEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await FillAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (TryTakeLine(ref buffer, result.IsCompleted, out var line))
            {
                if (Take(line) is not { } next) continue;
                _pipe.AdvanceTo(buffer.Start);
                return next;
            }
            if (buffer.Length + _data.WrittenCount > MaxEventBytes) throw new UpstreamException(DendriteErrorCode.UpstreamTooLarge, $"An event is longer than {MaxEventBytes} bytes.");
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private async Task<ReadResult> FillAsync(CancellationToken cancellationToken)
    {
        if (_pipe.TryRead(out var ready)) return ready;
        using var silence = new CancellationTokenSource(_silenceLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await _pipe.ReadAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(DendriteErrorCode.UpstreamTimeout, $"The server was silent for {_silenceLimit.TotalSeconds:0.###} s.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new UpstreamException(DendriteErrorCode.UpstreamAborted, $"The connection broke: {e.Message}");
        }
    }

    /// <summary>Takes a line that ends in LF, CR or both; at the end of a stream an unfinished line is dropped, as the standard says.</summary>
    private bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> line)
    {
        line = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadToAny(out line, "\r\n"u8, advancePastDelimiter: false)) return false;
        reader.TryRead(out var end);
        if (end == '\r')
        {
            // A CR at the very end may be the first half of CR LF.
            if (reader.End && !completed) return false;
            reader.IsNext((byte)'\n', advancePast: true);
        }
        _wireBytes += (int)reader.Consumed;
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    /// <summary>Takes one line in; the event when the line was the empty one that ends it.</summary>
    private SseEvent? Take(ReadOnlySequence<byte> sequence)
    {
        if (sequence.IsEmpty) return Dispatch();
        ReadOnlySpan<byte> line = sequence.IsSingleSegment ? sequence.FirstSpan : sequence.ToArray();
        var colon = line.IndexOf((byte)':');
        if (colon == 0) return null;
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (value.Length > 0 && value[0] == ' ') value = value[1..];
        if (field.SequenceEqual("data"u8))
        {
            if (_hasData) _data.Write("\n"u8);
            _data.Write(value);
            _hasData = true;
        }
        else if (field.SequenceEqual("event"u8)) _name = Encoding.UTF8.GetString(value);
        else if (field.SequenceEqual("id"u8)) _id = Encoding.UTF8.GetString(value);
        else if (field.SequenceEqual("hash"u8)) _hash = Encoding.UTF8.GetString(value);
        return null;
    }

    private SseEvent? Dispatch()
    {
        var next = _hasData ? new SseEvent(_id, _name, _data.WrittenSpan.ToArray(), _hash, _wireBytes) : null;
        if (next is not null) _wireBytes = 0;
        _data.ResetWrittenCount();
        _hasData = false;
        _name = _hash = "";
        return next;
    }
}
