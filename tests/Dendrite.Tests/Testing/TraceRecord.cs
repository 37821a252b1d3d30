using System.Diagnostics;

namespace Dendrite.Testing;

/// <summary>One event that a <see cref="TraceRecorder"/> heard.</summary>
internal sealed record TraceRecord(string Source, TraceEventType Type, int Id, string Message);
