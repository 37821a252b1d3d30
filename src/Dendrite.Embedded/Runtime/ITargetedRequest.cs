namespace Orleans.Runtime;

/// <summary>A request whose target counts in what is measured of calls.</summary>
internal interface ITargetedRequest
{
    GrainId Target { get; }
}
