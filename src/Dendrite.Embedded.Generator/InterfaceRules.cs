using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>What a grain interface may not contain, by Orleans's rules and under its identifiers where it has one.</summary>
internal static class InterfaceRules
{
    private static readonly DiagnosticDescriptor Reference = Rule(
        "ORLEANS0002", "Reference parameter modifiers are not allowed", "Parameter {0} of {1} has a reference modifier. Grain methods take their parameters by value.");

    private static readonly DiagnosticDescriptor Return = Rule(
        "ORLEANS0102", "Invalid return type for RPC interface method", "The return type {0} of the grain method {1} is not supported. Return void, Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.");

    private static readonly DiagnosticDescriptor Property = Rule(
        "ORLEANS0105", "RPC interfaces must not contain properties", "The interface {0} contains a property {1}. Grain interfaces must not contain properties.");

    private static readonly DiagnosticDescriptor Tokens = Rule(
        "ORLEANS0109", "Grain method has multiple parameters of type CancellationToken", "The type {0} contains method {1} which has multiple CancellationToken parameters. Only a single CancellationToken parameter is supported.");

    private static readonly DiagnosticDescriptor Event = Rule(
        "DENDRITE0001", "Grain interfaces must not contain events", "The interface {0} contains an event {1}. Grain interfaces must not contain events.");

    public static List<Diagnostic> Of(INamedTypeSymbol type)
    {
        var offences = new List<Diagnostic>();
        foreach (var member in new[] { type }.Concat(type.AllInterfaces).SelectMany(i => i.GetMembers()).Where(m => !m.IsStatic))
        {
            if (member is IPropertySymbol) offences.Add(At(Property, member, type, type, member));
            if (member is IEventSymbol) offences.Add(At(Event, member, type, type, member));
        }
        foreach (var method in ReferenceWriter.Methods(type))
        {
            if (ReferenceWriter.Shape(method) == ReturnShape.Other) offences.Add(At(Return, method, type, method.ReturnType, method));
            if (method.Parameters.Count(InvokableWriter.IsCancellation) > 1) offences.Add(At(Tokens, method, type, type, method));
            offences.AddRange(method.Parameters.Where(p => p.RefKind != RefKind.None).Select(p => At(Reference, p, type, p, method)));
        }
        return offences;
    }

    /// <summary>What is inherited from another assembly is told of the interface that inherits it.</summary>
    private static Diagnostic At(DiagnosticDescriptor rule, ISymbol where, INamedTypeSymbol type, ISymbol first, ISymbol second) =>
        Diagnostic.Create(rule, where.Locations.FirstOrDefault(l => l.IsInSource) ?? type.Locations.FirstOrDefault(), first is IParameterSymbol ? first.Name : first.ToDisplayString(), second.ToDisplayString());

    private static DiagnosticDescriptor Rule(string id, string title, string message) => new(id, title, message, "Usage", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
