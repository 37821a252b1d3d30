using Mono.Cecil;

namespace Dendrite;

/// <summary>The types that a type names, read from metadata: what it derives from, its members, their attributes and what their bodies call.</summary>
internal static class TypeNames
{
    public static IEnumerable<string> In(TypeDefinition type) =>
        Attributes(type)
            .Concat(type.BaseType is null ? [] : Of(type.BaseType))
            .Concat(type.Interfaces.SelectMany(i => Of(i.InterfaceType)))
            .Concat(type.Fields.SelectMany(field => Attributes(field).Concat(Of(field.FieldType))))
            .Concat(type.Properties.SelectMany(Attributes))
            .Concat(type.Methods.SelectMany(In))
            .Concat(type.NestedTypes.SelectMany(In));

    private static IEnumerable<string> In(MethodDefinition method) =>
        Attributes(method)
            .Concat(Of(method.ReturnType))
            .Concat(method.Parameters.SelectMany(parameter => Attributes(parameter).Concat(Of(parameter.ParameterType))))
            .Concat(method.HasBody ? method.Body.Variables.SelectMany(variable => Of(variable.VariableType)) : [])
            .Concat(method.HasBody ? method.Body.Instructions.SelectMany(instruction => OfOperand(instruction.Operand)) : []);

    private static IEnumerable<string> OfOperand(object? operand) => operand switch
    {
        TypeReference type => Of(type),
        MethodReference method => Of(method.DeclaringType).Concat(Of(method.ReturnType)).Concat(method.Parameters.SelectMany(parameter => Of(parameter.ParameterType)))
            .Concat(method is GenericInstanceMethod generic ? generic.GenericArguments.SelectMany(Of) : []),
        FieldReference field => Of(field.DeclaringType).Concat(Of(field.FieldType)),
        _ => [],
    };

    private static IEnumerable<string> Attributes(ICustomAttributeProvider provider) => provider.CustomAttributes.SelectMany(attribute => Of(attribute.AttributeType));

    private static IEnumerable<string> Of(TypeReference type) => type switch
    {
        GenericInstanceType generic => Of(generic.ElementType).Concat(generic.GenericArguments.SelectMany(Of)),
        TypeSpecification specification => Of(specification.ElementType),
        GenericParameter => [],
        _ => [type.FullName],
    };
}
