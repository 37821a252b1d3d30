using Dendrite.Client.Resources;

namespace Dendrite.Docs;

/// <summary>The code of the README, compiled.</summary>
internal static class ReadmeExamples
{
    public static async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var client = new DendriteClient(new Uri("http://127.0.0.1:5080"));
        var document = new LiveDocument(client, ResourceAddress.Parse("github/repos/dotnet/orleans/events"));
        await foreach (var update in document.ReadAllAsync(cancellationToken))
            Console.WriteLine($"{update.Position} {update.Event}: {document.Document!.Length} bytes");
    }
}
