using Dendrite.Protocol;

namespace Dendrite.Cli;

/// <summary>A result could not be written to standard output. It is no <see cref="IOException"/>, so that no verb takes it for a fault of its own input.</summary>
internal sealed class OutputException(Exception cause) : Exception($"standard output could not be written: {PlainText.Line(cause.Message)}", cause)
{
    /// <summary>Whether whoever read it has gone, as with <c>| head -1</c>: no failure, there is only nobody left to tell.</summary>
    public bool IsReaderGone { get; } = OperatingSystem.IsWindows()
        // ERROR_BROKEN_PIPE and ERROR_NO_DATA
        ? (cause.HResult & 0xFFFF) is 109 or 232
        // EPIPE, and ECONNRESET of Linux and of macOS where it is a socket
        : cause.HResult is 32 or 104 or 54;
}
