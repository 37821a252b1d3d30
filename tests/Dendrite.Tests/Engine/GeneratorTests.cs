using Dendrite.Testing;

namespace Dendrite.Engine;

/// <summary>What the code generator accepts, and what it says where it doesn't.</summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class GeneratorTests
{
    public static TheoryData<string> Accepted =>
    [
        "[GenerateSerializer] public class A { private enum E { X } private E _e; [Id(0)] public int N; }",
        "[GenerateSerializer] public class A { private enum E { X } [Id(0)] private E _e; public A(int n) => N = n; [Id(1)] public int N; }",
        "[GenerateSerializer] public class A { private class C { } private C[]? _c; [Id(0)] private System.Collections.Generic.List<C>? _d; public A(int n) { } }",
        "[GenerateSerializer] public class A<T> { private struct S { } private S? _s; [Id(0)] public T? V; public A(T v) => V = v; } [GenerateSerializer] public class B<T> : A<T> { public B(T v) : base(v) { } }",
        "[GenerateSerializer] public struct A { private enum E { X } private E _e; private class C { } private C? _c; [Id(0)] private C? _d; }",
        "[GenerateSerializer] public class A { protected class C { } [Id(0)] protected C P { get => new(); set { } } }",
        "namespace A_ { public interface B : IGrainWithStringKey { Task MAsync(); } } namespace A { public interface _B : IGrainWithStringKey { Task MAsync(); } }",
        "namespace A { public interface B_C : IGrainWithStringKey { Task MAsync(); } } namespace A.B { public interface C : IGrainWithStringKey { Task MAsync(); } }",
        "public interface IA<T> : IGrainWithStringKey { Task MAsync(T t); } public interface IA<T, U> : IGrainWithStringKey { Task MAsync(T t, U u); }",
        "public interface IA : IGrainWithStringKey { Task MAsync(System.Collections.Generic.List<int> __request, object __copyContext, int request, int copies, int _0, int _request); }",
        "public interface IA : IGrainWithStringKey { Task<_request> MAsync<_request, _0>(_request a, _0 b) where _request : class; }",
    ];

    public static TheoryData<string, string> Refused => new()
    {
        { "Task MAsync(ref int a);", "ORLEANS0002 at a: Parameter a of IA.MAsync(ref int) has a reference modifier." },
        { "Task MAsync(out int a);", "ORLEANS0002 at a: Parameter a of IA.MAsync(out int) has a reference modifier." },
        { "Task MAsync(in int a);", "ORLEANS0002 at a: Parameter a of IA.MAsync(in int) has a reference modifier." },
        { "int P { get; }", "ORLEANS0105 at P: The interface IA contains a property IA.P." },
        { "int P => 5;", "ORLEANS0105 at P: The interface IA contains a property IA.P." },
        { "event Action E;", "DENDRITE0001 at E: The interface IA contains an event IA.E." },
        { "int M();", "ORLEANS0102 at M: The return type int of the grain method IA.M() is not supported." },
        { "Task MAsync(CancellationToken a, CancellationToken b);", "ORLEANS0109 at MAsync: The type IA contains method IA.MAsync(System.Threading.CancellationToken, System.Threading.CancellationToken) which has multiple CancellationToken parameters." },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Source_ThatIsAllowed_Compiles(string source)
    {
        var compilation = new GeneratorCompilation(source);
        Assert.Empty(compilation.Said);
        Assert.Empty(compilation.Errors);
        Assert.NotEmpty(compilation.Written);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Member_ThatIsNotAllowed_IsNamedAtItsPlace(string member, string expected)
    {
        var compilation = new GeneratorCompilation($"public interface IA : IGrainWithStringKey {{ {member} }}");
        Assert.StartsWith(expected, Assert.Single(compilation.Said), StringComparison.Ordinal);
        Assert.Empty(compilation.Errors);
    }

    [Fact]
    public void Property_OfABaseInterface_IsNamedOnce()
    {
        var compilation = new GeneratorCompilation("public interface IA { int P { get; } } public interface IB : IA, IGrainWithStringKey { } public interface IC : IGrainWithStringKey { Task MAsync(); }");
        Assert.StartsWith("ORLEANS0105 at P: The interface IB contains a property IA.P.", Assert.Single(compilation.Said), StringComparison.Ordinal);
        Assert.Empty(compilation.Errors);
        Assert.Contains("Proxy_IC", compilation.Written, StringComparison.Ordinal);
    }

    [Fact]
    public void AssemblyName_WithADigitFirst_Compiles() =>
        Assert.Empty(new GeneratorCompilation("public interface IA : IGrainWithStringKey { Task MAsync(); }", "3rd-party").Errors);

    [Fact]
    public void GenericGrainClass_IsLeftToTheStartOfTheSilo()
    {
        var compilation = new GeneratorCompilation("public interface IG<T> : IGrainWithStringKey { Task<T> MAsync(T t); } public class G<T> : Grain, IG<T> { public Task<T> MAsync(T t) => Task.FromResult(t); }");
        Assert.Empty(compilation.Errors);
        Assert.Contains("return new global::System.Type[] { typeof(global::G<>) };", compilation.Written, StringComparison.Ordinal);
    }
}
