namespace Orleans.Hosting;

/// <summary>The gateway ports at which a client looks for its silo.</summary>
internal sealed record ClientGateways(int[] Ports);
