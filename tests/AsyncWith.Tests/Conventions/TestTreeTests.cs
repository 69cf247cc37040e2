using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AsyncWith.Tests.Conventions;

/// <summary>The tests of a source file are in the same place of the test tree.</summary>
public sealed class TestTreeTests
{
    private const string Source = "src/AsyncWith";
    private const string Tests = "tests/AsyncWith.Tests";

    /// <summary>What the tests are made with, and the tests of everything at once.</summary>
    private static readonly string[] _withoutCounterpart = ["Contract", "Conventions", "Support"];

    /// <summary>The parts of something larger, which is tested as a whole.</summary>
    private static readonly Dictionary<string, string> _testedBy = new()
    {
        ["AsyncContextManager"] = "Generators/AsyncContextManagerOfTTests",
        ["Composition/ConcurrentEnter"] = "Composition/WhenAllTests",
        ["Composition/ConcurrentEnterOfT"] = "Composition/WhenAllTests.Types",
        ["Composition/ConcurrentEnters"] = "Composition/WhenAllTests",
        ["Composition/NamedManagerOfT"] = "Composition/NamedTests",
        ["Composition/SelectManager"] = "Composition/SelectTests",
        ["Composition/SelectManyManager"] = "Composition/SelectTests",
        ["Composition/UpcastManager"] = "Composition/AsTests",
        ["Composition/UpcastSource"] = "Composition/AsTests",
        ["Diagnostics/ContextObserver"] = "Diagnostics/ObservedUseOfTTests",
        ["Diagnostics/Observation"] = "Diagnostics/ObservedUseOfTTests",
        ["Diagnostics/UnobservedUseOfT"] = "Statement/AsyncContextManagerExtensionsTests",
        ["Diagnostics/ObserverGroup"] = "Diagnostics/ContextDiagnosticsTests",
        ["Diagnostics/SubscriptionList"] = "Diagnostics/ContextDiagnosticsTests",
        ["ExitStack/ExitList"] = "Scopes/ScopeTests",
        ["ExitStack/ExitSource"] = "ExitStack/AsyncExitStackTests",
        ["ExitStack/ExitStackEntry"] = "ExitStack/AsyncExitStackTests.Push",
        ["Generators/AwaiterFailure"] = "Generators/GeneratorStateMachineBoxTests",
        ["Generators/DelegateYieldContinuation"] = "Generators/YieldAwaitableTests",
        ["Generators/GeneratorTaskMethodBuilder"] = "Generators/GeneratorTaskTests",
        ["Generators/YieldAwaiter"] = "Generators/YieldAwaitableTests",
        ["Generators/YieldContinuation"] = "Generators/GeneratorStateMachineBoxTests",
        ["Internal/AmbientSnapshot"] = "ExitStack/AsyncExitStackTests.Ambient",
        ["Internal/BlockCancellation"] = "Managers/DeadlineTests",
        ["Internal/ContextLinks"] = "Internal/ExceptionContextTests",
        ["Internal/ExceptionTree"] = "Internal/ExceptionContextTests",
        ["Internal/ExitResult"] = "Composition/FromAcquireReleaseTests",
        ["Internal/Failure"] = "Statement/AsyncContextManagerExtensionsTests.Propagation",
        ["Internal/FailureExit"] = "Contract/CombinationAcquisitionTests",
        ["Internal/HandoffSourceOfT"] = "Internal/HandoffTests",
        ["Internal/ManagerEnter"] = "Composition/SelectTests",
        ["Internal/ManagerExit"] = "Statement/AsyncContextManagerExtensionsTests.Exit",
        ["Internal/Occupancy"] = "Composition/ResourceManagerOfTTests",
        ["Internal/OutcomeAwaiterOfT"] = "Statement/AsyncContextManagerExtensionsTests.Tasks",
        ["Internal/OutcomeOfT"] = "Statement/AsyncContextManagerExtensionsTests.Tasks",
        ["Internal/RestoringTask"] = "ExitStack/AsyncExitStackTests.Ambient",
        ["Internal/StatementTaskMethodBuilderOfT"] = "Statement/AsyncContextManagerExtensionsTests.Propagation",
        ["Internal/StatementTaskOfT"] = "Statement/AsyncContextManagerExtensionsTests.Propagation",
        ["Internal/TaskState"] = "Conventions/DebuggerDisplayTests",
        ["Managers/DeadlineManager"] = "Managers/DeadlineTests",
        ["Managers/DetailedSpanManager"] = "Managers/StartSpanTests",
        ["Managers/GroupChild"] = "Managers/TaskGroupTests",
        ["Managers/GroupChildOfT"] = "Managers/TaskGroupTests",
        ["Managers/GroupChildWithoutResult"] = "Managers/TaskGroupTests",
        ["Managers/PointInTimeManager"] = "Managers/DeadlineTests.Schedule",
        ["Managers/SpanEntry"] = "Managers/StartSpanTests",
        ["Managers/SpanManager"] = "Managers/StartSpanTests",
        ["Managers/Suppressed"] = "Managers/SuppressTests",
        ["Managers/TaskGroupManager"] = "Managers/TaskGroupTests",
        ["Managers/TemporaryDirectoryManager"] = "Managers/TemporaryDirectoryTests",
        ["Scopes/EnterStep"] = "Scopes/ScopeTests",
        ["Scopes/ScopedMethodBuilder"] = "Scopes/ScopedTests",
        ["Scopes/ScopedMethodBuilderOfT"] = "Scopes/ScopedTests",
        ["Statement/ExceptionExtensions"] = "Internal/ExceptionContextTests",
    };

    private static string[] SourceFiles { get; } = [.. Repository.Files(Source, "*.cs").Select(path => path[(Source.Length + 1)..^".cs".Length])];

    private static string[] TestFiles { get; } = [.. Repository.Files(Tests, "*.cs").Select(path => path[(Tests.Length + 1)..])];

    [Fact]
    public void Every_source_file_has_a_test_in_the_same_place_or_names_the_one_that_tests_it()
    {
        var untested = SourceFiles.Where(
            source => !TestFiles.Any(test => IsTestOf(source, test)) && !_testedBy.ContainsKey(source) && HasCode(source));

        Assert.Equal([], untested);
        Assert.Equal([], _testedBy.Keys.Where(source => !SourceFiles.Contains(source) || TestFiles.Any(test => IsTestOf(source, test))));
        Assert.Equal([], _testedBy.Values.Where(test => !TestFiles.Contains(test + ".cs")));
    }

    /// <summary>Whether the file is more than an interface, an enumeration, or a type without members.</summary>
    private static bool HasCode(string source) =>
        Compiler.Parse(Repository.Read($"{Source}/{source}.cs")).GetRoot()
            .DescendantNodes().OfType<TypeDeclarationSyntax>().Any(type => type is not InterfaceDeclarationSyntax && type.Members.Count > 0);

    [Fact]
    public void Every_test_has_a_source_file_in_the_same_place()
    {
        var lost = TestFiles
            .Where(path => path.Contains("Tests", StringComparison.Ordinal) && !_withoutCounterpart.Contains(path.Split('/')[0]))
            .Where(path => !SourceFiles.Any(source => IsTestOf(source, path)));

        Assert.Equal([], lost);
    }

    /// <summary>
    /// YieldTests.Loop.cs tests Yield.cs in the same folder; so does every file in a folder named Yield there. SharedTests.cs tests the part
    /// AsyncContextManager.Shared.cs of a static class, and ScopedTests.cs both Scoped.cs and ScopedOfT.cs.
    /// </summary>
    private static bool IsTestOf(string source, string test)
    {
        var folder = Path.GetDirectoryName(test)!.Replace('\\', '/');
        var name = Path.GetFileName(test).Split('.')[0];
        var parts = Path.GetFileName(source).Split('.');
        return folder == source
            || (folder == Path.GetDirectoryName(source)!.Replace('\\', '/')
                && parts.Any(part => name.StartsWith(WithoutArity(part), StringComparison.Ordinal)));

        static string WithoutArity(string part) => part.EndsWith("OfT", StringComparison.Ordinal) ? part[..^"OfT".Length] : part;
    }

    [Theory]
    [InlineData("Generators/Generator", "Generators/GeneratorYieldTests.cs", true)]
    [InlineData("Generators/Generator", "Generators/GeneratorTests.Part.cs", true)]
    [InlineData("AsyncExitStack", "AsyncExitStack/UnwindingTests.cs", true)]
    [InlineData("Composition/AsyncContextManager.Shared", "Composition/SharedTests.cs", true)]
    [InlineData("Composition/AsyncContextManager.Shared", "Composition/WhenAllTests.cs", false)]
    [InlineData("Composition/AsyncContextManager.From.Forms", "Composition/FromTests.Forms.cs", true)]
    [InlineData("Scopes/ScopedOfT", "Scopes/ScopedTests.cs", true)]
    [InlineData("Generators/Generator", "GeneratorYieldTests.cs", false)]
    [InlineData("Generators/Generator", "Generators/YieldTests.cs", false)]
    public void A_test_is_recognized_by_its_place_and_name(string source, string test, bool matches) => Assert.Equal(matches, IsTestOf(source, test));
}
