namespace Dendrite.IntegrationTests.Cluster;

/// <summary>What Orleans asks of the statements for state, whatever the database.</summary>
internal static class StateStatements
{
    /// <summary>A grain writes, reads, writes again, clears, writes once more; whoever holds an old version changes nothing.</summary>
    public static async Task AssertVersionsAsync(StoredStatements statements, string? key)
    {
        Assert.Empty(await statements.RunAsync("ReadFromStorageKey", Key(key)));
        Assert.Null(await WriteAsync(statements, key, 3, "nothing there to replace"));
        Assert.Equal(1, await WriteAsync(statements, key, null, "a"));
        Assert.Null(await WriteAsync(statements, key, null, "another that has read nothing"));
        Assert.Equal(("a", 1), await ReadAsync(statements, key));
        Assert.Equal(2, await WriteAsync(statements, key, 1, "b"));
        Assert.Null(await WriteAsync(statements, key, 1, "late"));
        Assert.Null(await statements.NumberAsync("ClearStorageKey", [.. Key(key), ("GrainStateVersion", 1)]));
        Assert.Equal(("b", 2), await ReadAsync(statements, key));
        Assert.Equal(3, await statements.NumberAsync("ClearStorageKey", [.. Key(key), ("GrainStateVersion", 2)]));
        Assert.Equal((null, 3), await ReadAsync(statements, key));
        Assert.Equal(4, await WriteAsync(statements, key, 3, "c"));
        Assert.Null(await statements.NumberAsync("DeleteStorageKey", [.. Key(key), ("GrainStateVersion", 3)]));
        Assert.Equal(5, await statements.NumberAsync("DeleteStorageKey", [.. Key(key), ("GrainStateVersion", 4)]));
        Assert.Empty(await statements.RunAsync("ReadFromStorageKey", Key(key)));
        Assert.Equal(1, await WriteAsync(statements, key, null, "d"));
    }

    /// <summary>Of several that hold the same version, or none, exactly one writes.</summary>
    public static async Task AssertOneWinsAsync(StoredStatements statements, string key)
    {
        int? version = null;
        for (var round = 1; round <= 5; round++)
        {
            var held = version;
            var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteAsync(statements, key, held, $"{round} of {writer}"))));
            var winner = Assert.Single(Enumerable.Range(0, 8), writer => written[writer] is not null);
            Assert.Equal(round, written[winner]);
            Assert.Equal(($"{round} of {winner}", round), await ReadAsync(statements, key));
            version = round;
        }
    }

    /// <summary>Keys, names of states and services are apart, to the last character and number.</summary>
    public static async Task AssertKeysAreApartAsync(StoredStatements statements)
    {
        (string Service, string State, long High, long Low, string? Text)[] keys =
        [
            ("s", "a", 0, 0, "k"), ("s", "a", 0, 0, "K"), ("s", "a", 0, 0, "k "), ("s", "a", 0, 1, "k"), ("s", "a", 1, 0, "k"),
            ("s", "A", 0, 0, "k"), ("S", "a", 0, 0, "k"), ("s", "a", 0, 7, null), ("s", "a", long.MinValue, -1, null), ("s", "a", 0, 0, "größe|'\"%_\\"),
        ];
        foreach (var (key, index) in keys.Select((key, index) => (key, index)))
            Assert.Equal(1, await statements.NumberAsync("WriteToStorageKey", [.. Of(key), ("GrainStateVersion", StoredStatements.NoNumber), ("PayloadBinary", new[] { (byte)index })]));
        foreach (var (key, index) in keys.Select((key, index) => (key, index)))
            Assert.Equal(new[] { (byte)index }, (byte[])(await statements.RunAsync("ReadFromStorageKey", Of(key))).Single()["PayloadBinary"]!);
    }

    private static (string, object)[] Key(string? text) => Of(("service", "state", 0, 0, text));

    private static (string, object)[] Of((string Service, string State, long High, long Low, string? Text) key) =>
    [
        ("GrainIdHash", 17), ("GrainIdN0", key.High), ("GrainIdN1", key.Low), ("GrainTypeHash", 4), ("GrainTypeString", key.State),
        ("GrainIdExtensionString", key.Text ?? StoredStatements.NoText), ("ServiceId", key.Service),
    ];

    private static Task<int?> WriteAsync(StoredStatements statements, string? key, int? version, string payload) =>
        statements.NumberAsync("WriteToStorageKey", [.. Key(key), ("GrainStateVersion", version ?? StoredStatements.NoNumber), ("PayloadBinary", System.Text.Encoding.UTF8.GetBytes(payload))]);

    private static async Task<(string? Payload, int Version)> ReadAsync(StoredStatements statements, string? key)
    {
        var row = (await statements.RunAsync("ReadFromStorageKey", Key(key))).Single();
        return (row["PayloadBinary"] is byte[] payload ? System.Text.Encoding.UTF8.GetString(payload) : null, Convert.ToInt32(row["Version"], System.Globalization.CultureInfo.InvariantCulture));
    }
}
