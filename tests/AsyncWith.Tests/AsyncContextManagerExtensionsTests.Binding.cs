using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Which form of the statement the compiler chooses for a body.</summary>
public sealed partial class AsyncContextManagerExtensionsTests
{
    public static TheoryData<string, string> Bindings => new()
    {
        { "async r => await Task.Yield()", "Func<string, ValueTask>" },
        { "async r => { await Task.Yield(); }", "Func<string, ValueTask>" },
        { "async r => await VoidTask(r)", "Func<string, ValueTask>" },
        { "async r => await TaskOfInt(r)", "Func<string, ValueTask<int>>" },
        { "async r => { await Task.Yield(); return 1; }", "Func<string, ValueTask<int>>" },
        { "async r => throw new Exception()", "Func<string, ValueTask>" },
        { "async r => { throw new Exception(); }", "Func<string, ValueTask>" },
        { "async r => { await Task.Yield(); throw new Exception(); }", "Func<string, ValueTask>" },
        { "r => throw new Exception()", "Func<string, ValueTask>" },
        { "_ => { throw new Exception(); }", "Func<string, ValueTask>" },
        { "r => VoidTask(r)", "Func<string, Task>" },
        { "r => TaskOfInt(r)", "Func<string, Task<int>>" },
        { "r => VoidValueTask(r)", "Func<string, ValueTask>" },
        { "r => ValueTaskOfInt(r)", "Func<string, ValueTask<int>>" },
        { "VoidTask", "Func<string, Task>" },
        { "TaskOfInt", "Func<string, Task<int>>" },
        { "VoidValueTask", "Func<string, ValueTask>" },
        { "ValueTaskOfInt", "Func<string, ValueTask<int>>" },
        { "async () => await Task.Yield()", "Func<ValueTask>" },
        { "async () => await TaskOfInt(\"\")", "Func<ValueTask<int>>" },
        { "async () => throw new Exception()", "Func<ValueTask>" },
        { "() => throw new Exception()", "Func<ValueTask>" },
        { "() => VoidTask(\"\")", "Func<Task>" },
        { "() => TaskOfInt(\"\")", "Func<Task<int>>" },
        { "Nothing", "Func<Task>" },
        { "NothingOfInt", "Func<Task<int>>" },
        { "ValueNothing", "Func<ValueTask>" },
        { "ValueNothingOfInt", "Func<ValueTask<int>>" },
        { "7, static async (r, state) => await Task.Delay(state)", "Func<string, int, ValueTask>" },
        { "7, static async (r, state) => state", "Func<string, int, ValueTask<int>>" },
        { "7, static async (r, state) => throw new Exception()", "Func<string, int, ValueTask>" },
    };

    [Theory, MemberData(nameof(Bindings))]
    public void A_body_binds_to_the_form_that_fits_it(string body, string form)
    {
        Assert.Equal(form, BoundForm($"manager.UseAsync({body})"));
        Assert.Equal(form, BoundForm($"manager.UseAsync({body}, token)"));
        Assert.Equal(form, BoundForm($"manager.ConfigureAwait(false).UseAsync({body})"));
        Assert.Equal(form, BoundForm($"manager.ConfigureAwait(false).UseAsync({body}, token)"));
    }

    [Theory]
    [InlineData("async r => await TaskOfInt(r)", "Func<string, ValueTask<int>>")]
    [InlineData("r => TaskOfInt(r)", "Func<string, Task<int>>")]
    [InlineData("TaskOfInt", "Func<string, Task<int>>")]
    [InlineData("ValueTaskOfInt", "Func<string, ValueTask<int>>")]
    [InlineData("async () => await TaskOfInt(\"\")", "Func<ValueTask<int>>")]
    [InlineData("NothingOfInt", "Func<Task<int>>")]
    public void UseOrDefaultAsync_binds_as_UseAsync_does(string body, string form)
    {
        Assert.Equal(form, BoundForm($"manager.UseOrDefaultAsync({body})"));
        Assert.Equal(form, BoundForm($"manager.ConfigureAwait(false).UseOrDefaultAsync({body}, token)"));
    }

    /// <summary>The type of the parameter <c>body</c> of the method that <paramref name="call"/> binds to.</summary>
    private static string BoundForm(string call)
    {
        var source = Compiler.Parse($$"""
            static class Snippet
            {
                static Task VoidTask(string r) => Task.CompletedTask;
                static Task<int> TaskOfInt(string r) => Task.FromResult(1);
                static ValueTask VoidValueTask(string r) => default;
                static ValueTask<int> ValueTaskOfInt(string r) => default;
                static Task Nothing() => Task.CompletedTask;
                static Task<int> NothingOfInt() => Task.FromResult(1);
                static ValueTask ValueNothing() => default;
                static ValueTask<int> ValueNothingOfInt() => default;

                static async Task M(IAsyncContextManager<string> manager, CancellationToken token) => await {{call}};
            }
            """);
        var compilation = Compiler.Compile(OutputKind.DynamicallyLinkedLibrary, source);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var invocation = source.GetRoot().DescendantNodes().OfType<AwaitExpressionSyntax>().Last(node => node.Parent is ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax }).Expression;
        var method = Assert.IsType<IMethodSymbol>(compilation.GetSemanticModel(source).GetSymbolInfo(invocation).Symbol, exactMatch: false);
        return method.Parameters.Single(parameter => parameter.Name == "body").Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
    }
}
