namespace Dendrite.IntegrationTests.Testing;

/// <summary>One request as the backend got it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target as it stood on the wire.</param>
/// <param name="Headers">The headers; names in any case.</param>
/// <param name="Timestamp">When it had come in whole, a timestamp of <see cref="TimeProvider.System"/>.</param>
internal sealed record BackendRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, long Timestamp)
{
    /// <summary>The body, its bytes as the characters of ISO 8859-1; empty where it has none.</summary>
    public string Body { get; init; } = "";

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The time from another request to this one.</summary>
    public TimeSpan Since(BackendRequest earlier) => TimeProvider.System.GetElapsedTime(earlier.Timestamp, Timestamp);
}
