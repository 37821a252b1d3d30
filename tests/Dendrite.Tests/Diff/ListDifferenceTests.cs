using System.Text;

namespace Dendrite.Diff;

public sealed class ListDifferenceTests
{
    [Fact]
    public void List_WorkedExample_GivesFourEventsInOrder() =>
        Assert.Equal(
            """[{"event":"insert","index":4,"data":{"id":"F","v":1}},{"event":"update","index":2,"data":{"id":"C","v":2}},{"event":"remove","index":1,"data":{"id":"B","v":1}},{"event":"insert","index":0,"data":{"id":"X","v":1}}]""",
            Diff(Items("A1 B1 C1 D1 E1"), Items("X1 A1 C2 D1 F1 E1")));

    [Fact]
    public void List_NeighbouringInserts_ComeInOrder() =>
        Assert.Equal(
            """[{"event":"insert","index":1,"data":{"id":"X","v":1}},{"event":"insert","index":2,"data":{"id":"Y","v":1}}]""",
            Diff(Items("A1 B1"), Items("A1 X1 Y1 B1")));

    [Fact]
    public void List_Replacement_CarriesTheOldItem() =>
        Assert.Equal(
            """[{"event":"remove","index":1,"data":{"id":"B","v":1}},{"event":"insert","index":1,"data":{"id":"X","v":1}},{"event":"insert","index":2,"data":{"id":"Y","v":1}}]""",
            Diff(Items("A1 B1 C1"), Items("A1 X1 Y1 C1")));

    [Fact]
    public void List_InsideADocument_NamesItsPath() =>
        Assert.Equal(
            """[{"event":"remove","path":"/DATA","index":0,"data":{"id":"A","v":1}}]""",
            Diff($$"""{"DATA_TYPE":"task_list","DATA":{{Items("A1 B1")}}}""", $$"""{"DATA_TYPE":"task_list","DATA":{{Items("B1")}}}"""));

    [Theory]
    [InlineData("""[{"id":1,"v":1},{"id":1,"v":2}]""", """[{"id":1,"v":1}]""")]
    [InlineData("""[{"id":1}]""", """[{"id":1},{"other":1}]""")]
    [InlineData("""[{"id":null}]""", """[]""")]
    [InlineData("""[{"id":{}}]""", """[]""")]
    [InlineData("""{"total":1,"DATA":[{"id":1}]}""", """{"total":2,"DATA":[{"id":1},{"id":2}]}""")]
    [InlineData("""{"a":1}""", """[1]""")]
    [InlineData("1", "2")]
    public void List_ThatCantBeKeyed_IsRefreshed(string old, string next) =>
        Assert.Equal($$"""[{"event":"refresh","data":{{next}}}]""", Diff(old, next));

    [Fact]
    public void Events_OfAListChange_AreReadOneByOne()
    {
        var change = Encoding.UTF8.GetBytes("""[{"event":"insert","path":"/DATA","index":4,"data":{"id":1}},{"event":"refresh","data":[1, 2]}]""");
        var events = ListEvents.Read(change);
        Assert.Equal(["insert", "refresh"], events.Select(e => e.Name));
        Assert.Equal("""{"path":"/DATA","index":4,"data":{"id":1}}""", Encoding.UTF8.GetString(events[0].Data.Span));
        Assert.Equal("[1, 2]", Encoding.UTF8.GetString(events[1].Data.Span));
    }

    private static string Items(string text) =>
        $"[{string.Join(',', text.Split(' ').Select(i => $$"""{"id":"{{i[0]}}","v":{{i[1]}}}"""))}]";

    private static string Diff(string old, string next)
    {
        var result = new JsonDiffer().Compute(JsonIndex.Parse(Encoding.UTF8.GetBytes(old)), JsonIndex.Parse(Encoding.UTF8.GetBytes(next)), DiffFormat.List);
        return Encoding.UTF8.GetString(result.Utf8.Span);
    }
}
