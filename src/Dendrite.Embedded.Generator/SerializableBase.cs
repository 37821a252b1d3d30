using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>What a serializable class derives from.</summary>
internal static class SerializableBase
{
    /// <summary>The collections whose items are copied for a class that derives from one, and how an item is put in.</summary>
    private static readonly Dictionary<string, string> Collections = new()
    {
        ["System.Collections.Generic.List<T>"] = "Add",
        ["System.Collections.ObjectModel.Collection<T>"] = "Add",
        ["System.Collections.Generic.HashSet<T>"] = "Add",
        ["System.Collections.Generic.SortedSet<T>"] = "Add",
        ["System.Collections.Generic.Queue<T>"] = "Enqueue",
        ["System.Collections.Concurrent.ConcurrentQueue<T>"] = "Enqueue",
        ["System.Collections.Generic.Stack<T>"] = "Push",
        ["System.Collections.Generic.Dictionary<TKey, TValue>"] = "",
        ["System.Collections.Generic.SortedDictionary<TKey, TValue>"] = "",
        ["System.Collections.Generic.SortedList<TKey, TValue>"] = "",
        ["System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>"] = "",
    };

    /// <summary>Whether every base is serializable too, so that nothing of the value is lost.</summary>
    public static bool IsWhole(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null && t.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); t = t.BaseType)
        {
            if (t.ToDisplayString() == "System.Exception") return true;
            if (IsCollection(t)) return Constructor(type);
            if (!KnownTypes.Has(t, "GenerateSerializerAttribute") || t.ContainingType is { IsGenericType: true }) return false;
            if (t.IsGenericType && !SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, type.ContainingAssembly)) return false;
        }
        return true;
    }

    /// <summary>The collection that the type derives from, or null.</summary>
    public static INamedTypeSymbol? CollectionOf(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (IsCollection(t)) return t;
        }
        return null;
    }

    /// <summary>The statement that copies the items of the collection that the type derives from.</summary>
    public static string CopyItems(INamedTypeSymbol collection)
    {
        var full = collection.Full();
        var add = Collections[collection.OriginalDefinition.ToDisplayString()];
        if (add.Length == 0)
            return $"foreach (var item in ({full})input) (({full})copy)[context.DeepCopy<{collection.TypeArguments[0].Full()}>(item.Key)] = context.DeepCopy<{collection.TypeArguments[1].Full()}>(item.Value);";
        var items = add == "Push" ? $"global::System.Linq.Enumerable.Reverse(({full})input)" : $"({full})input";
        return $"foreach (var item in {items}) (({full})copy).{add}(context.DeepCopy<{collection.TypeArguments[0].Full()}>(item));";
    }

    /// <summary>Whether the type is made by its own constructor: it is public, takes nothing, and no member must be set.</summary>
    public static bool Constructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(c => c.Parameters.IsEmpty && c.DeclaredAccessibility == Accessibility.Public) && !HasRequired(type);

    private static bool IsCollection(INamedTypeSymbol type) => Collections.ContainsKey(type.OriginalDefinition.ToDisplayString());

    private static bool HasRequired(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.GetAttributes().Any(a => a.AttributeClass?.Name == "RequiredMemberAttribute")) return true;
            if (t.GetMembers().Any(m => m is IFieldSymbol or IPropertySymbol && m.DeclaringSyntaxReferences.Any(r => IsRequired(r.GetSyntax())))) return true;
        }
        return false;
    }

    private static bool IsRequired(SyntaxNode node)
    {
        var member = node.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax>();
        return member is Microsoft.CodeAnalysis.CSharp.Syntax.BaseFieldDeclarationSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax && member.Modifiers.Any(m => m.Text == "required");
    }
}
