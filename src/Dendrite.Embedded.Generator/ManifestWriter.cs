using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>Writes the assembly's manifest, which the silo finds by one assembly attribute.</summary>
internal static class ManifestWriter
{
    public static void WriteAttributes(StringBuilder text, string assembly, List<string> parts, bool hasManifest, string space)
    {
        foreach (var part in parts.Concat(hasManifest ? [assembly] : []).Distinct())
            text.Append("[assembly: global::Orleans.ApplicationPartAttribute(\"").Append(part).Append("\")]\n");
        if (hasManifest)
            text.Append("[assembly: global::Orleans.Serialization.Configuration.TypeManifestProviderAttribute(typeof(").Append(space).Append(".Manifest))]\n");
    }

    public static void Write(StringBuilder text, AssemblyModel model, KnownTypes names)
    {
        text.Append("internal sealed class Manifest : global::Orleans.Serialization.Configuration.TypeManifestProviderBase, global::System.IServiceProvider\n{\n");
        text.Append("    protected override void ConfigureInner(global::Orleans.Serialization.Configuration.TypeManifestOptions config)\n    {\n");
        foreach (var type in model.Interfaces)
        {
            Add(text, "Interfaces", type.OpenTypeOf());
            Add(text, "InterfaceProxies", "typeof(" + ReferenceWriter.Name(type) + type.OpenSuffix() + ")");
        }
        foreach (var type in model.GrainClasses) Add(text, "InterfaceImplementations", type.OpenTypeOf());
        foreach (var type in model.Serializable.Concat(model.Enums)) Add(text, "Serializers", type.OpenTypeOf());
        foreach (var type in model.Converters) Add(text, "Converters", type.OpenTypeOf());
        foreach (var type in Copied(model)) Add(text, "Copiers", "typeof(" + CopierWriter.Name(type) + type.OpenSuffix() + ")");
        foreach (var type in model.Interfaces.Concat(model.GrainClasses).Concat(model.Serializable).Concat(model.Enums))
        {
            if (KnownTypes.Attribute(type, "AliasAttribute")?.ConstructorArguments.FirstOrDefault().Value is string alias)
                text.Append("        config.WellKnownTypeAliases.Add(@\"").Append(alias.Replace("\"", "\"\"")).Append("\", ").Append(type.OpenTypeOf()).Append(");\n");
        }
        text.Append("    }\n");
        WriteFactories(text, model);
        text.Append("}\n");
    }

    /// <summary>
    /// Asked for an interface it gives the factory of its references, for a class its copier, so that no constructor is found by
    /// reflection; for the manifest's options the types that the start of a silo must look at, if there are any.
    /// </summary>
    private static void WriteFactories(StringBuilder text, AssemblyModel model)
    {
        text.Append("    public object GetService(global::System.Type type)\n    {\n");
        foreach (var type in model.Interfaces.Where(t => !t.IsGenericType))
        {
            text.Append("        if (type == typeof(").Append(type.Full())
                .Append(")) return new global::System.Func<global::Orleans.Runtime.GrainReferenceShared, global::Orleans.Runtime.IdSpan, global::Orleans.Runtime.GrainReference>(static (shared, key) => new ")
                .Append(ReferenceWriter.Name(type)).Append("(shared, key));\n");
        }
        foreach (var type in Copied(model).Where(t => !t.IsGenericType))
            text.Append("        if (type == typeof(").Append(type.Full()).Append(")) return new ").Append(CopierWriter.Name(type)).Append("();\n");
        var unproven = model.Interfaces.Where(t => !SignatureRules.IsProven(t)).Concat(model.Serializable.Where(t => !SignatureRules.IsProvenInside(t))).Concat(model.GenericGrainClasses).ToList();
        if (unproven.Count > 0)
        {
            text.Append("        if (type == typeof(global::Orleans.Serialization.Configuration.TypeManifestOptions)) return new global::System.Type[] { ")
                .Append(string.Join(", ", unproven.Select(t => t.OpenTypeOf()))).Append(" };\n");
        }
        text.Append("        return null;\n    }\n");
    }

    private static IEnumerable<INamedTypeSymbol> Copied(AssemblyModel model) =>
        model.Serializable.Where(CopierWriter.IsWritten);

    private static void Add(StringBuilder text, string set, string type) => text.Append("        config.").Append(set).Append(".Add(").Append(type).Append(");\n");
}
