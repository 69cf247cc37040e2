using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AsyncWith.Tests.Conventions;

/// <summary>The table in docs/design.md says which functions the library takes.</summary>
public sealed class FunctionFormTests
{
    private static readonly SymbolDisplayFormat _format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly FunctionForm[] _table = Table().ToArray();

    /// <summary>How a function is given to each taker.</summary>
    private static readonly Dictionary<(string Taker, int Arguments), string> _calls = new()
    {
        [("UseAsync", 0)] = "await manager.UseAsync({0})",
        [("UseAsync", 1)] = "await manager.UseAsync({0})",
        [("UseAsync", 2)] = "await (manager, manager).UseAsync({0})",
        [("UseAsync", 3)] = "await (manager, manager, manager).UseAsync({0})",
        [("UseAsync", 4)] = "await (manager, manager, manager, manager).UseAsync({0})",
        [("UseOrDefaultAsync", 0)] = "await manager.UseOrDefaultAsync({0})",
        [("UseOrDefaultAsync", 1)] = "await manager.UseOrDefaultAsync({0})",
        [("Create", 1)] = "AsyncContextManager.Create<Resource>({0})",
        [("Create", 2)] = "AsyncContextManager.Create<Resource>({0})",
        [("FromDisposable", 0)] = "AsyncContextManager.FromDisposable({0})",
        [("FromDisposable", 1)] = "AsyncContextManager.FromDisposable({0})",
        [("FromAsyncEnumerable", 0)] = "AsyncContextManager.FromAsyncEnumerable({0})",
        [("FromAsyncEnumerable", 1)] = "AsyncContextManager.FromAsyncEnumerable({0})",
        [("PushExit", 1)] = "stack.PushExit({0})",
        [("PushCallback", 0)] = "stack.PushCallback({0})",
        [("PushCallback", 1)] = "stack.PushCallback(new State(), {0})",
        [("OnExit", 1)] = "await Scope.OnExit({0})",
        [("Defer", 0)] = "await Scope.Defer({0})",
        [("Defer", 1)] = "await Scope.Defer(new State(), {0})",
        [("Run", 1)] = "await group.Run({0})",
    };

    private static IEnumerable<FunctionForm> Table()
    {
        foreach (var line in Repository.Read("docs/design.md")
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("| Taker |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|')))
        {
            var cells = line.Split('|').Select(cell => cell.Trim()).ToArray()[1..];
            var (arguments, results) = (Names(cells[2]), Names(cells[3].Replace("nothing", "`nothing`", StringComparison.Ordinal)));
            foreach (var result in results)
            {
                yield return new FunctionForm(Names(cells[0])[0], Names(cells[1])[0], arguments, result);
                if (cells[4] == "yes")
                    yield return new FunctionForm(Names(cells[0])[0], Names(cells[1])[0], arguments[..^1], result);
            }
        }

        static string[] Names(string cell) => cell.Split('`').Where((_, index) => index % 2 == 1).ToArray();
    }

    /// <summary>Every function that a public method of the library takes.</summary>
    private static IEnumerable<string> Surface() => PublicApi.Types.Where(type => type.Name != nameof(AsyncWithConfigureAwaitExtensions))
        .SelectMany(PublicApi.Members).OfType<IMethodSymbol>()
        .Where(method =>
            !method.ContainingType.Name.EndsWith("Awaiter", StringComparison.Ordinal)
                && !method.ContainingType.Name.EndsWith("Awaitable", StringComparison.Ordinal))
        .SelectMany(method => method.Parameters)
        .Where(parameter => parameter.Type.TypeKind == TypeKind.Delegate)
        .Select(parameter =>
            $"{parameter.ContainingSymbol.Name}({parameter.Name}): "
                + $"{parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(_format)}");

    [Fact]
    public void The_table_says_what_the_public_surface_takes()
    {
        var table = _table.Select(form => $"{form.Taker}({form.Parameter}): {form.Type}").Distinct().Order(StringComparer.Ordinal).ToArray();
        var surface = Surface().Distinct().Order(StringComparer.Ordinal).ToArray();

        Assert.Equal([], table.Except(surface).Select(form => $"not there: {form}"));
        Assert.Equal([], surface.Except(table).Select(form => $"not in the table: {form}"));
    }

    [Fact]
    public void Each_form_in_the_table_binds_to_the_overload_that_takes_it()
    {
        var calls = _table.Where(form => _calls.ContainsKey((form.Taker, form.Arguments.Length)))
            .SelectMany(form =>
            {
                var call = form is { Taker: "UseAsync", Arguments: [_, "TState"] }
                    ? "await manager.UseAsync(new State(), {0})"
                    : _calls[(form.Taker, form.Arguments.Length)];
                return new[] { form.Method, form.Lambda }.Select(function => (Call: string.Format(null, call, function), Expected: form.Type));
            })
            .Distinct().ToArray();

        Assert.Equal(_table.Select(form => (form.Taker, form.Type)).Count(form => _calls.Keys.Any(key => key.Taker == form.Taker)) * 2, calls.Length);
        Check(calls.Select(call => (call.Call, (string[])[call.Expected])).ToArray());
    }

    [Fact]
    public void Each_pair_of_an_acquire_and_a_release_binds_to_the_overload_that_takes_both()
    {
        var acquires = _table.Where(form => form.Parameter == "acquire").ToArray();
        var releases = _table.Where(form => form.Parameter == "release").ToArray();
        Assert.Equal((5, 3), (acquires.Length, releases.Length));

        Check((from acquire in acquires
               from release in releases
               from first in new[] { acquire.Method, acquire.Lambda }
               from second in new[] { release.Method, release.Lambda }
               select ($"AsyncContextManager.FromAcquireRelease({first}, {second})", (string[])[acquire.Type, release.Type])).ToArray());
    }

    /// <summary>Compiles the calls together, and compares the delegate types of the methods that they bind to.</summary>
    private static void Check((string Call, string[] Expected)[] calls)
    {
        var declarations = _table
            .Where(form => _calls.Keys.Any(key => key.Taker == form.Taker) || form.Taker == "FromAcquireRelease")
            .DistinctBy(form => form.Method)
            .Select(form => form.Declaration);
        const string Parameters = "IAsyncContextManager<Resource> manager, AsyncExitStack stack, TaskGroup group";
        var methods = calls.Select((call, index) => $"static async Scoped M{index}({Parameters}) {{ {call.Call}; }}");
        var source = Compiler.Parse($$"""
            sealed class Resource : IAsyncDisposable { public ValueTask DisposeAsync() => default; }
            sealed class State;
            static class Snippet
            {
                {{string.Join("\n    ", declarations)}}

                {{string.Join("\n    ", methods)}}
            }
            """);
        var compilation = Compiler.Compile(OutputKind.DynamicallyLinkedLibrary, source);
        var model = compilation.GetSemanticModel(source);
        Assert.Equal(
            [], model.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => error.ToString()));

        var compiled = source.GetRoot()
            .DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Where(method => method.Identifier.ValueText.StartsWith('M'))
            .ToArray();
        Assert.All(compiled.Zip(calls), pair =>
        {
            var statement = (ExpressionStatementSyntax)Assert.Single(pair.First.Body!.Statements);
            var call = statement.Expression is AwaitExpressionSyntax awaited ? awaited.Expression : statement.Expression;
            var bound = ((IMethodSymbol)model.GetSymbolInfo(call).Symbol!).OriginalDefinition;
            bound = bound.ReducedFrom ?? bound;
            var types = bound.Parameters.Where(parameter => parameter.Type.TypeKind == TypeKind.Delegate)
                .Select(parameter => parameter.Type.ToDisplayString(_format));
            Assert.Equal((pair.Second.Call, string.Join("; ", pair.Second.Expected)), (pair.Second.Call, string.Join("; ", types)));
        });
    }
}
