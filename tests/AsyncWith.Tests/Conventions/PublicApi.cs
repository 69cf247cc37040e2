using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncWith.Tests.Conventions;

/// <summary>What users of the library see of it.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat _typeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat _memberFormat = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeExplicitInterface,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeModifiers
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    private static readonly Lazy<IReadOnlyList<INamedTypeSymbol>> _types = new(() =>
    {
        var compilation = Compiler.Compile(OutputKind.DynamicallyLinkedLibrary);
        var library = compilation.SourceModule.ReferencedAssemblySymbols.Single(assembly => assembly.Name == "AsyncWith");
        return Nested(library.GlobalNamespace).Where(IsVisible).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal).ToArray();
    });

    internal static IReadOnlyList<INamedTypeSymbol> Types => _types.Value;

    /// <summary>The visible members that somebody wrote.</summary>
    internal static IEnumerable<ISymbol> Members(INamedTypeSymbol type) => type.GetMembers().Where(member =>
        IsVisible(member)
        && member is not ITypeSymbol
        && member is not IMethodSymbol { AssociatedSymbol: not null } and not IMethodSymbol { MethodKind: MethodKind.DelegateInvoke }
        && !member.IsImplicitlyDeclared
        && !(type.TypeKind == TypeKind.Delegate));

    /// <summary>All of it as text, a type or a member a line.</summary>
    internal static IEnumerable<string> Print()
    {
        foreach (var type in Types)
        {
            yield return Modifiers(type) + type.ToDisplayString(_typeFormat) + Bases(type) + Attributes(type);
            foreach (var member in Members(type).OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(Text, StringComparer.Ordinal))
                yield return "    " + Text(member);
        }

        static string Text(ISymbol member) => member.ToDisplayString(_memberFormat) + Attributes(member);
    }

    private static IEnumerable<INamedTypeSymbol> Nested(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol inner => Nested(inner),
        INamedTypeSymbol type => Nested(type).Prepend(type),
        _ => [],
    });

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static string Modifiers(INamedTypeSymbol type) => type switch
    {
        { IsStatic: true } => "static ",
        { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract ",
        { TypeKind: TypeKind.Class, IsSealed: true } => "sealed ",
        _ => "",
    };

    private static string Bases(INamedTypeSymbol type)
    {
        var bases = type.Interfaces.Where(IsVisible).Select(inherited => inherited.ToDisplayString(_memberFormat)).ToList();
        if (type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: SpecialType.None } inherited })
            bases.Insert(0, inherited.ToDisplayString(_memberFormat));
        return bases is [] ? "" : " : " + string.Join(", ", bases);
    }

    private static string Attributes(ISymbol symbol)
    {
        // Those that change what compiles, or how.
        string[] telling = [
            "OverloadResolutionPriorityAttribute", "AsyncMethodBuilderAttribute", "ObsoleteAttribute", "EditorBrowsableAttribute",
            "ExperimentalAttribute"];
        return string.Concat(symbol.GetAttributes()
            .Where(attribute => telling.Contains(attribute.AttributeClass?.Name))
            .Select(attribute =>
                $" [{attribute.AttributeClass!.Name[..^"Attribute".Length]}({string.Join(", ", attribute.ConstructorArguments.Select(Value))})]"));

        static string Value(TypedConstant argument) => argument.ToCSharpString().Replace("System.ComponentModel.", "", StringComparison.Ordinal);
    }
}
