namespace Dendrite.Benchmarks.Diff;

/// <summary>Two consecutive answers of one resource.</summary>
internal sealed record PollPair(string Name, string Old, string New);
