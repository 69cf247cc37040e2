using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AsyncWith.Tests.Conventions;

/// <summary>
/// Constants, fields, constructors, properties, methods. Of the properties and of the methods the public ones come first, and the private ones last.
/// The explicit implementation of an interface stands anywhere before the private ones, and a nested type anywhere.
/// </summary>
public sealed class MemberOrderTests
{
    [Fact]
    public void The_members_of_a_type_of_the_library_are_in_order()
    {
        var misplaced = Repository.Files("src", "*.cs")
            .SelectMany(path => Misplaced(Repository.Read(path)).Select(member => $"{path}: {member}"))
            .ToArray();

        Assert.True(misplaced is [], string.Join('\n', misplaced));
    }

    [Theory]
    [InlineData("const int A = 1; int _a; C() { } public int P => 1; int Q => 2; public void M() { } void N() { }", null)]
    [InlineData("int _a; const int A = 1;", "A after _a")]
    [InlineData("C() { } static int _a;", "_a after C")]
    [InlineData("void M() { } int P => 1;", "P after M")]
    [InlineData("void M() { } public void N() { }", "N after M")]
    [InlineData("internal void M() { } public void N() { }", "N after M")]
    [InlineData("internal void M() { } void I.N() { } void O() { }", null)]
    [InlineData("void M() { } void I.N() { }", "N after M")]
    [InlineData("internal void M() { } void I.N() { } public void O() { }", "O after N")]
    [InlineData("class D { } void M() { }", null)]
    [InlineData("class D { void M() { } public int P => 1; }", "P after M")]
    public void A_member_that_is_out_of_order_is_told(string members, string? misplaced) =>
        Assert.Equal(misplaced is null ? [] : [misplaced], Misplaced($"class C : I {{ {members} }}"));

    private static IEnumerable<string> Misplaced(string text) =>
        Compiler.Parse(text).GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>().SelectMany(Misplaced);

    private static IEnumerable<string> Misplaced(TypeDeclarationSyntax type)
    {
        var before = (Kind: Kind.Constant, Access: Access.Public, Name: "");
        foreach (var member in type.Members.Where(member => member is not (BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)))
        {
            var (kind, access, name) = (KindOf(member), AccessOf(member), NameOf(member));
            if (kind < before.Kind || (kind == before.Kind && (access ?? Access.Internal) < before.Access))
                yield return $"{name} after {before.Name}";
            else
                before = (kind, access ?? (kind == before.Kind ? before.Access : Access.Public), name);
        }
    }

    private static Kind KindOf(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword) ? Kind.Constant : Kind.Field,
        ConstructorDeclarationSyntax or DestructorDeclarationSyntax => Kind.Constructor,
        BasePropertyDeclarationSyntax or EventFieldDeclarationSyntax => Kind.Property,
        _ => Kind.Method,
    };

    /// <summary>The access of a property or a method; null for the implementation of an interface, which has none.</summary>
    private static Access? AccessOf(MemberDeclarationSyntax member) => member switch
    {
        BasePropertyDeclarationSyntax { ExplicitInterfaceSpecifier: not null } => null,
        MethodDeclarationSyntax { ExplicitInterfaceSpecifier: not null } => null,
        BasePropertyDeclarationSyntax or EventFieldDeclarationSyntax or BaseMethodDeclarationSyntax and not ConstructorDeclarationSyntax =>
            member.Parent is InterfaceDeclarationSyntax || member.Modifiers.Any(SyntaxKind.PublicKeyword) ? Access.Public
            : member.Modifiers.Any(SyntaxKind.InternalKeyword) || member.Modifiers.Any(SyntaxKind.ProtectedKeyword) ? Access.Internal
            : Access.Private,
        _ => Access.Public,
    };

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        _ => member.Kind().ToString(),
    };

    private enum Kind
    {
        Constant,
        Field,
        Constructor,
        Property,
        Method,
    }

    private enum Access
    {
        Public,
        Internal,
        Private,
    }
}
