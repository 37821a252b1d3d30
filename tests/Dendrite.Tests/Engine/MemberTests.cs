namespace Dendrite.Engine;

/// <summary>Which members of a serializable type make up its value, however they are declared.</summary>
public sealed class MemberTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("src/Orleans.Serialization/Activators/DefaultActivator.cs")]
    public async Task MemberWithoutId_OfAConstructibleType_IsAsTheConstructorLeavesIt()
    {
        var back = await ThroughAsync(new Defaulted { Kept = 3, Made = "by the caller" });
        Assert.Equal((3, "by the constructor"), (back.Kept, back.Made));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/CopierGenerator.cs")]
    public async Task MembersOfAPrivateType_WithoutId_DoNotCross()
    {
        var back = await ThroughAsync(new Moody(4));
        Assert.Equal((4, false), (back.Number, back.HasMood));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/CopierGenerator.cs")]
    public async Task PropertyWithId_OverAFieldWithout_IsCopied()
    {
        var mine = new Computed { Numbers = [1] };
        var back = await ThroughAsync(mine, () => mine.Numbers.Add(2));
        Assert.Equal([1], back.Numbers);
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/CopierGenerator.cs")]
    public async Task VolatileField_WithId_IsCopied()
    {
        var back = await ThroughAsync(new Busy().With(3));
        Assert.Equal((3, false), (back.Number, back.IsBusy));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/CopierGenerator.cs")]
    public async Task GrainToGrain_ImmutableMember_IsNotCopied()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        var mine = new Marked { Shared = [1], Own = [1] };
        await grain.KeepAsync(mine);
        mine.Shared[0] = 2;
        mine.Own[0] = 2;
        var back = (Marked)await grain.KeptAsync();
        Assert.Equal((2, 1), (back.Shared[0], back.Own[0]));
    }

    [Fact]
    [Source("src/Orleans.Serialization.Abstractions/GenerateFieldIds.cs")]
    public async Task GeneratedFieldIds_PublicProperties_AreCopied()
    {
        var mine = new Implicit { Number = 4, Items = [1] };
        var back = await ThroughAsync(mine, () => mine.Items.Add(2));
        Assert.Equal((4, 1), (back.Number, Assert.Single(back.Items)));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/Model/SerializableTypeDescription.cs")]
    public async Task RequiredAndPrivateMembers_AreCopied()
    {
        var mine = new Demanding { Items = [1], Secret = 5 };
        var back = await ThroughAsync(mine, () =>
        {
            mine.Items.Add(2);
            mine.Secret = 6;
        });
        Assert.Equal((1, 5), (Assert.Single(back.Items), back.Secret));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task PrivateMember_OfAGenericBase_IsCopied()
    {
        var mine = new LabelledShelf { Label = "top" };
        mine.Things.Add([1]);
        var back = await ThroughAsync(mine, () => mine.Things[0][0] = 2);
        Assert.Equal(("top", 1), (back.Label, Assert.Single(back.Things)[0]));
    }

    [Fact]
    [Source("src/Orleans.Serialization/Codecs/ListCodec.cs")]
    public async Task ClassThatIsAList_ItemsAndMembers_AreCopied()
    {
        var mine = new NamedList { Name = "n" };
        mine.Add(new Mutable { Number = 1 });
        var back = await ThroughAsync(mine, () => mine[0].Number = 2);
        Assert.Equal(("n", 1), (back.Name, Assert.Single(back).Number));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#serializing-record-types")]
    public async Task DerivedRecord_MembersOfBoth_AreCopied()
    {
        var mine = new Circle("round", [1]) { Corners = [0] };
        var back = await ThroughAsync(mine, () =>
        {
            mine.Radii.Add(2);
            mine.Corners.Add(1);
        });
        Assert.Equal(("round", 1, 0), (back.Name, Assert.Single(back.Radii), Assert.Single(back.Corners)));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#serializing-record-types")]
    public async Task RecordStruct_Positional_IsCopied()
    {
        var mine = new Reading("s", [1]);
        var back = await ThroughAsync(mine, () => mine.Values.Add(2));
        Assert.Equal(("s", 1), (back.Sensor, Assert.Single(back.Values)));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task ReadOnlyField_OfAStruct_IsCopied()
    {
        int[] content = [1];
        var back = await ThroughAsync(new Sealed(content), () => content[0] = 2);
        Assert.Equal(1, back.First);
    }

    [Fact]
    [Source("src/Orleans.Serialization/Cloning/IDeepCopier.cs")]
    public async Task ObjectMember_OfAStruct_IsCopied()
    {
        var inner = new Mutable { Number = 1 };
        var back = await ThroughAsync(new Holder { Content = inner }, () => inner.Number = 2);
        Assert.Equal(1, ((Mutable)back.Content).Number);
    }

    [Fact]
    [Source("src/Orleans.Serialization.Abstractions/Annotations.cs")]
    public async Task MutableClass_DerivedFromAnImmutableOne_IsCopied()
    {
        var mine = new Leaf { Number = 7, Veins = [1] };
        var back = await ThroughAsync(mine, () => mine.Veins[0] = 2);
        Assert.Equal((7, 1), (back.Number, back.Veins[0]));
    }

    [Fact]
    [Source("src/Orleans.Streaming/Common/EventSequenceTokenV2.cs")]
    public async Task MembersOfABase_InAnotherAssembly_AreCopied()
    {
        var mine = new LabelledToken(7) { Labels = ["a"] };
        var back = await ThroughAsync(mine, () => mine.Labels.Add("b"));
        Assert.Equal((7, "a"), (back.SequenceNumber, Assert.Single(back.Labels)));
    }

    [Fact]
    [Source("src/Orleans.Serialization/Serializers/SurrogateCodec.cs")]
    public async Task ForeignType_WithAConverter_CrossesBySurrogate()
    {
        var mine = new Foreign("f") { Numbers = [1] };
        var back = await ThroughAsync(mine, () => mine.Numbers.Add(2));
        Assert.Equal(("f", 1), (back.Text, Assert.Single(back.Numbers)));
    }

    [Fact]
    [Source("src/Orleans.Serialization/Cloning/IDeepCopier.cs")]
    public async Task Graph_ObjectInTwoCollections_IsCopiedOnce()
    {
        var shared = new Mutable();
        var back = await ThroughAsync<object[]>([new List<Mutable> { shared }, new Dictionary<string, Mutable> { ["a"] = shared }, new Stack<Mutable>([shared])]);
        var one = ((List<Mutable>)back[0])[0];
        Assert.Same(one, ((Dictionary<string, Mutable>)back[1])["a"]);
        Assert.Same(one, ((Stack<Mutable>)back[2]).Peek());
    }

    /// <summary>What the grain has got, after the caller has changed its own.</summary>
    private async Task<T> ThroughAsync<T>(T value, Action? change = null)
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(value!);
        change?.Invoke();
        return (T)await grain.KeptAsync();
    }
}
