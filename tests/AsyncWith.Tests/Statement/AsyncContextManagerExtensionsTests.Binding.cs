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
        { "r => { }", "Action<string>" },
        { "_ => Consume(\"\")", "Action<string>" },
        { "r => { Consume(r); }", "Action<string>" },
        { "r => { if (r.Length > 0) return; Consume(r); }", "Action<string>" },
        { "Consume", "Action<string>" },
        { "() => { }", "Action" },
        { "() => Consume(\"\")", "Action" },
        { "ConsumeNothing", "Action" },
        { "r => r.Length", "Func<string, int>" },
        { "r => 5 /* OfInt */", "Func<string, int>" },
        { "r => { return r.Length; }", "Func<string, int>" },
        { "r => r.Length > 1 ? r : null", "Func<string, string?>" },
        { "r => (r, r.Length)", "Func<string, (string r, int Length)>" },
        { "() => 5 /* OfInt */", "Func<int>" },
        { "Length", "Func<string, int>" },
        { "Overloaded", "Func<string, Task<int>>" },
        { "OverloadedInArguments", "Func<string, Task>" },
        { "r => r.Length > 1 ? VoidTask(r) : TaskOfInt(r)", "Func<string, Task>" },
        { "r => { if (r.Length > 1) throw new Exception(); return TaskOfInt(r); }", "Func<string, Task<int>>" },
        { "r => (Task)TaskOfInt(r)", "Func<string, Task>" },
        { "r => default", "Func<string, ValueTask>" },
        { "r => { while (true) { } }", "Func<string, ValueTask>" },
        { "async r => { if (r.Length > 1) return; await VoidTask(r); }", "Func<string, ValueTask>" },
        { "async r => Consume(r)", "Func<string, ValueTask>" },
        { "async _ => await VoidTask(\"\").ConfigureAwait(false)", "Func<string, ValueTask>" },
        { "async r => TaskOfInt(r)", "Func<string, ValueTask<Task<int>>>" },
        { "r => Later(() => TaskOfInt(r))", "Func<string, Task>" },
        { "(string r) => VoidTask(r)", "Func<string, Task>" },
        { "(object r) => VoidTask(\"\")", "CS1593" },
        { "7, static async (r, state) => await Task.Delay(state)", "Func<string, int, ValueTask>" },
        { "7, static async (r, state) => state", "Func<string, int, ValueTask<int>>" },
        { "7, static async (r, state) => throw new Exception()", "Func<string, int, ValueTask>" },
    };

    /// <summary>Compiled together, which is much faster than one by one.</summary>
    private static readonly Lazy<Dictionary<string, string>> _boundForms = new(
        () => Bind(Bindings.SelectMany(row => Calls(row.Data.Item1)).ToArray()));

    private static IEnumerable<string> Calls(string body)
    {
        foreach (var manager in new[] { "manager", "manager.ConfigureAwait(false)" })
        {
            yield return $"{manager}.UseAsync({body})";
            yield return $"{manager}.UseAsync({body}, token)";
            if (body.Contains("OfInt", StringComparison.Ordinal))
                yield return $"{manager}.UseOrDefaultAsync({body}, token)";
        }
    }

    [Theory, MemberData(nameof(Bindings))]
    public void A_body_binds_to_the_form_that_fits_it(string body, string form) =>
        Assert.All(Calls(body), call => Assert.Equal(form, _boundForms.Value[call]));

    /// <summary>For each call, the type of the parameter <c>body</c> of the method that it binds to, or the errors.</summary>
    private static Dictionary<string, string> Bind(string[] calls)
    {
        var methods = calls.Select((call, index) =>
            $"static async Task M{index}(IAsyncContextManager<string> manager, CancellationToken token) => await {call};");
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
                static void Consume(string r) { }
                static void ConsumeNothing() { }
                static int Length(string r) => r.Length;
                static Task<int> Overloaded(string r) => Task.FromResult(1);
                static int Overloaded(int r) => r;
                static Task OverloadedInArguments(string r) => Task.CompletedTask;
                static void OverloadedInArguments(int r) { }
                static Task Later(Func<Task> work) => work();

                {{string.Join('\n', methods)}}
            }
            """);
        var compilation = Compiler.Compile(OutputKind.DynamicallyLinkedLibrary, source);
        var model = compilation.GetSemanticModel(source);
        var errors = model.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();

        return source.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method => method.Identifier.ValueText.StartsWith('M'))
            .Zip(calls)
            .ToDictionary(pair => pair.Second, pair =>
            {
                var statement = Assert.IsType<AwaitExpressionSyntax>(pair.First.ExpressionBody!.Expression);
                var wrong = errors.Where(error => pair.First.Span.Contains(error.Location.SourceSpan)).ToArray();
                return wrong is [] && model.GetSymbolInfo(statement.Expression).Symbol is IMethodSymbol method
                    ? method.Parameters.Single(parameter => parameter.Name == "body").Type.ToDisplayString(
                        SymbolDisplayFormat.MinimallyQualifiedFormat)
                    : string.Join(' ', wrong.Select(error => error.Id).Distinct());
            });
    }
}
