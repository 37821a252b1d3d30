using System.Globalization;
using System.Text.Json;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>A document of keyed items that changes in every way a list can: items come, go, move and change; at times all else too.</summary>
internal sealed class RandomTasks(Random random)
{
    private readonly List<(string Id, int Version)> _items = [("t0", 0), ("t1", 0), ("t2", 0)];
    private int _created = 3;
    private int _kind;

    public string Next()
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--) Change();
        if (random.Next(12) == 0) _kind++;
        var items = string.Join(", ", _items.Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"id": "{{i.Id}}", "v": {{i.Version}}, "text": {{JsonSerializer.Serialize($"é\n{i.Version}/~")}}}""")));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"kind": {{(_kind % 3 == 0 ? "null" : $"[{_kind}]")}},{{"\n"}} "data": [{{items}}]}""");
    }

    private void Change()
    {
        var at = random.Next(_items.Count + 1);
        switch (random.Next(5))
        {
            case 0:
                _items.Insert(at, (string.Create(CultureInfo.InvariantCulture, $"t{_created++}"), 0));
                break;
            case 1 when _items.Count > 1:
                _items.RemoveAt(at % _items.Count);
                break;
            case 2 when _items.Count > 1:
                var moved = _items[at % _items.Count];
                _items.Remove(moved);
                _items.Insert(random.Next(_items.Count + 1), moved);
                break;
            case var _ when _items.Count > 0:
                var (id, version) = _items[at % _items.Count];
                _items[at % _items.Count] = (id, version + 1);
                break;
        }
    }
}
