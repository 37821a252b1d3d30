using System.Reflection;

namespace Dendrite.Resilience.Injection;

/// <summary>The name of a function as its author wrote it.</summary>
internal static class FunctionName
{
    /// <summary>A local function's own name, where the compiler calls it <c>&lt;Outer&gt;g__Name|0_0</c>; any other's as it is.</summary>
    public static string Of(MethodInfo method)
    {
        var name = method.Name;
        var start = name.IndexOf(">g__", StringComparison.Ordinal) + 4;
        var end = name.LastIndexOf('|');
        return name.StartsWith('<') && start > 4 && end > start ? name[start..end] : name;
    }
}
