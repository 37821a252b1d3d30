namespace Dendrite.Testing;

/// <summary>
/// The trait of the few tests that hold on the embedded engine alone; every other test runs on Orleans too, where its packages
/// are at hand. The reasons: durable streams are SQLite's here and can be taken back to a token; the agents of Orleans's streams
/// stand still on a clock of the test's; memory storage lives in grains of Orleans, and what a killed silo held of it is lost;
/// two sockets of Orleans may share a port and outlive a host that was not stopped; and Orleans logs warnings and errors of its own while its host starts
/// in vain or stops, so that standard error can't be compared.
/// </summary>
public static class EmbeddedOnly
{
    public const string Trait = "Engine";
    public const string Value = "Embedded";
}
