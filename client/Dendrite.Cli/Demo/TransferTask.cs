namespace Dendrite.Cli.Demo;

/// <summary>One task of the sample service, and one row of the demo's table.</summary>
internal sealed record TransferTask(
    string TaskId, string Label, string Status, long BytesTransferred, long BytesTotal, int Files, double MegabytesPerSecond);
