namespace Dendrite.Client;

/// <summary>One server-sent event as it came.</summary>
/// <param name="Id">The last id that the stream has given, on this event or before.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Data">The data, lines joined by line feeds.</param>
/// <param name="Hash">The value of the <c>hash</c> field; empty where there was none.</param>
/// <param name="WireBytes">The bytes that the event and the comments before it took.</param>
internal sealed record SseEvent(string Id, string Name, byte[] Data, string Hash, int WireBytes);
