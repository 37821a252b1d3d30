using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Admin;

/// <summary>A silo with a backend, and a client of its admin API.</summary>
public abstract class AdminTests : IAsyncLifetime
{
    private protected ScriptedBackend Backend { get; } = new() { Document = "{\"a\":1}" };

    /// <summary>Its base address is the admin API's.</summary>
    private protected HttpClient Http { get; } = new() { Timeout = Wait.Limit };

    private protected TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Silo = await TestSilo.StartAsync(Backend);
        Http.BaseAddress = new Uri(Silo.Url, "/_dendrite/admin/v1/");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Silo.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
