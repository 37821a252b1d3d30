using Microsoft.Win32.SafeHandles;

namespace Dendrite.Cli;

/// <summary>Standard output as a stream that says when its reader has gone.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>
    /// Opens it. The stream of <see cref="Console"/> swallows a broken pipe, and a command before <c>| head -1</c> would run
    /// for ever; this one throws <see cref="IOException"/>. A file has no reader, and shares its offset with standard error.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        try
        {
            var pipe = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Closed, or something that the framework does not write to.
            return Console.OpenStandardOutput();
        }
    }
}
