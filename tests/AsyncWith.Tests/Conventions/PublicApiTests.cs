using System.ComponentModel;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AsyncWith.Tests.Conventions;

public sealed class PublicApiTests
{
    private const string AcceptedFile = "tests/AsyncWith.Tests/Conventions/PublicApi.txt";

    [Fact]
    public void The_public_api_is_the_accepted_one()
    {
        var actual = PublicApi.Print().ToArray();
        if (Environment.GetEnvironmentVariable("ASYNCWITH_ACCEPT_API") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, AcceptedFile), string.Join('\n', actual) + '\n');

        var accepted = Repository.Read(AcceptedFile).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.True(
            accepted.SequenceEqual(actual),
            $"The public API is not the one of {AcceptedFile}. "
            + "If that is intended, run this test with ASYNCWITH_ACCEPT_API=1 and review the change of the file.\n"
            + string.Join('\n', accepted.Except(actual).Select(line => "- " + line).Concat(actual.Except(accepted).Select(line => "+ " + line))));
    }

    [Fact]
    public void Public_classes_are_sealed_static_or_made_to_be_derived_from() =>
        Assert.All(
            PublicApi.Types.Where(type => type.TypeKind == TypeKind.Class),
            type => Assert.True(type.IsSealed || type.IsStatic || type.IsAbstract, type.ToDisplayString()));

    [Fact]
    public void Public_structs_hold_nothing_that_changes() =>
        Assert.All(
            PublicApi.Types.Where(type => type.TypeKind == TypeKind.Struct),
            type => Assert.True(type.IsReadOnly || type.Name.EndsWith("MethodBuilder", StringComparison.Ordinal), type.ToDisplayString()));

    [Fact]
    public void Everything_public_is_in_the_namespace_of_the_library() =>
        Assert.All(
            PublicApi.Types.Where(type => type.Name != nameof(AsyncWithConfigureAwaitExtensions)), // found first because it is in none
            type => Assert.True(type.ContainingNamespace.ToDisplayString() is "AsyncWith" or "AsyncWith.Diagnostics", type.ToDisplayString()));

    [Fact]
    public void Public_fields_are_constants() =>
        Assert.All(
            PublicApi.Types.Where(type => type.TypeKind != TypeKind.Enum).SelectMany(PublicApi.Members).OfType<IFieldSymbol>(),
            member => Assert.True(member.IsConst, member.ToDisplayString()));

    [Fact]
    public void What_can_be_awaited_is_named_so()
    {
        // A flat scope is entered with await, and its name is that of a step, not of a task. A child's task need not be awaited.
        var synchronous = PublicApi.Types
            .Where(type => !type.Name.EndsWith("MethodBuilder", StringComparison.Ordinal) && type.Name is not ("Scope" or "TaskGroup"))
            .SelectMany(PublicApi.Members).OfType<IMethodSymbol>()
            .Where(method => method.ReturnType.Name is "Task" or "ValueTask" && !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(method => method.Name);

        Assert.Equal([], synchronous.Except(["AsTask", "AsValueTask"]));
    }

    [Fact]
    public void An_editor_does_not_offer_what_only_the_compiler_calls()
    {
        string[] pattern = ["GetAwaiter", "GetResult", "IsCompleted", "OnCompleted", "UnsafeOnCompleted"];
        var offered = PublicApi.Types
            .Where(type => !IsHidden(type))
            .SelectMany(type => PublicApi.Members(type).Where(member => pattern.Contains(member.Name) && !IsHidden(member)));

        Assert.Equal([], offered.Select(member => member.ToDisplayString()));
        Assert.All(PublicApi.Types.Where(type => type.Name.EndsWith("MethodBuilder", StringComparison.Ordinal)), type => Assert.True(IsHidden(type)));

        static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
            attribute.AttributeClass?.Name == nameof(EditorBrowsableAttribute)
            && attribute.ConstructorArguments[0].Value is (int)EditorBrowsableState.Never);
    }

    [Fact]
    public void A_token_comes_last_and_may_be_left_out()
    {
        var methods = PublicApi.Types.SelectMany(PublicApi.Members).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary);

        Assert.All(methods, method => Assert.All(
            method.Parameters.Where(parameter => parameter.Type.Name == nameof(CancellationToken)),
            token => Assert.True(
                token is { Name: "cancellationToken", HasExplicitDefaultValue: true } && token.Ordinal == method.Parameters.Length - 1,
                method.ToDisplayString())));
    }
}
