using System.IO.Compression;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>A small answer that unpacks to a large one.</summary>
[Collection(nameof(MeasuresMemory))]
public sealed class CompressedAnswerTests : FaultyBackend
{
    [Fact]
    public async Task Answer_GzipBomb_CutAtTheLimitAfterDecompression()
    {
        var bomb = Compress(s => new GZipStream(s, CompressionLevel.Fastest));
        var memory = GC.GetTotalAllocatedBytes(precise: true);
        await FailsAndRecovers(
            (_, reply) => reply.SendAsync(200, bomb, "Content-Type: application/json", "Content-Encoding: gzip"),
            "upstream-too-large",
            "size limit of 1000000 bytes",
            200);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - memory, 0, 50_000_000);
    }

    private static byte[] Compress(Func<Stream, Stream> wrap)
    {
        var target = new MemoryStream();
        using (var packed = wrap(target))
        {
            var spaces = new byte[1 << 20];
            Array.Fill(spaces, (byte)' ');
            for (var i = 0; i < 200; i++) packed.Write(spaces);
        }
        return target.ToArray();
    }
}

/// <summary>What the process allocates says something of one test only while no other runs.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
