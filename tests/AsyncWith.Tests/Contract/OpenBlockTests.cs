using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>What <c>dumpasync</c> shows of a block that is open: the methods that wait, from the one that the block awaits outwards.</summary>
public sealed class OpenBlockTests
{
    public static TheoryData<string> Uses =>
    [
        "class", "class that suspends", "result", "result, class that suspends", "generator", "generator that suspends", "tuple",
        "tuple with result", "query", "stack", "WhenAll", "Shared", "As", "Named", "exit timeout", "configured", "opened", "scope", "decorated",
    ];

    [Theory, MemberData(nameof(Uses))]
    public async Task An_open_block_is_shown_as_running_and_not_as_entering(string use)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, "There are no state machines in this build.");
        var gate = new TaskCompletionSource();
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var running = RunAsync(use, BlockAsync);
        await open.Task.OrTimeout();
        string[] waiting;
        var watch = Stopwatch.StartNew();
        do
        {
            await Task.Yield(); // the block says that it is open before it awaits the gate, and before its callers await it
            waiting = Waiting(gate.Task).Select(type => type.Name).ToArray();
        }
        while (!(waiting.Any(IsOfRunAsync) && (use == "scope" || waiting.Any(IsOfStatement))) && watch.Elapsed < TaskTimeoutExtensions.Limit);

        gate.SetResult();
        await running.OrTimeout();

        Assert.Contains(waiting, IsOfBlock);
        Assert.Contains(waiting, IsOfRunAsync); // what awaits the statement
        Assert.DoesNotContain(waiting, name => name.Contains("Enter", StringComparison.Ordinal));
        if (use != "scope")
            Assert.Contains(waiting, IsOfStatement);

        static bool IsOfBlock(string name) => MethodName.Source(name) == nameof(An_open_block_is_shown_as_running_and_not_as_entering);

        static bool IsOfRunAsync(string name) => MethodName.Source(name) == nameof(RunAsync);

        static bool IsOfStatement(string name) =>
            name.Contains("Block", StringComparison.Ordinal) && name.StartsWith('<') && !name.Contains("An_open", StringComparison.Ordinal);

        async Task BlockAsync()
        {
            open.SetResult();
            await gate.Task;
        }
    }

    private static async Task RunAsync(string use, Func<Task> block)
    {
        switch (use)
        {
            case "class":
                await new RecordingManager(Interleaving.Synchronous).UseAsync(block);
                break;
            case "class that suspends":
                await new RecordingManager().UseAsync(block);
                break;
            case "result":
                await new RecordingManager(Interleaving.Synchronous).UseAsync(async () => await Numbered(block));
                break;
            case "result, class that suspends":
                await new RecordingManager().UseAsync(async () => await Numbered(block));
                break;
            case "generator":
                await Generated(suspends: false).UseAsync(block);
                break;
            case "generator that suspends":
                await Generated(suspends: true).UseAsync(block);
                break;
            case "tuple":
                await (new RecordingManager(), Generated(suspends: true)).UseAsync(async (_, _) => await block());
                break;
            case "tuple with result":
                await (new RecordingManager(), Generated(suspends: true)).UseAsync(async (_, _) => await Numbered(block));
                break;
            case "query":
                await (from a in new RecordingManager() from b in Generated(suspends: true) select a + b).UseAsync(block);
                break;
            case "stack":
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    await stack.EnterContextAsync(new RecordingManager());
                    await stack.EnterContextAsync(Generated(suspends: true));
                    await block();
                });
                break;
            case "WhenAll":
                await AsyncContextManager.WhenAll(new RecordingManager(), Generated(suspends: true)).UseAsync(block);
                break;
            case "Shared":
                await AsyncContextManager.Shared(() => new RecordingManager()).UseAsync(block);
                break;
            case "As":
                await new RecordingManager().As<string, object>().UseAsync(block);
                break;
            case "Named":
                await new RecordingManager().Named("name").UseAsync(block);
                break;
            case "exit timeout":
                await new RecordingManager().WithExitTimeout(Timeout.InfiniteTimeSpan).UseAsync(block);
                break;
            case "configured":
                await new RecordingManager().ConfigureAwait(false).UseAsync(block);
                break;
            case "opened":
                await AsyncContextManager.FromDisposable(async () =>
                {
                    await Task.Yield();
                    return Stream.Null;
                }).UseAsync(block);
                break;
            case "scope":
                await ScopedAsync(block);
                break;
            default:
                Func<IAsyncContextManager<string>> factory = () => new RecordingManager();
                await factory.Decorate(block)();
                break;
        }
    }

    private static async Scoped ScopedAsync(Func<Task> block)
    {
        await Scope.Enter(new RecordingManager());
        await Scope.Enter(Generated(suspends: true));
        await block();
    }

    private static AsyncContextManager<int> Generated(bool suspends) => AsyncContextManager.Create<int>(async yield =>
    {
        if (suspends)
            await Task.Yield();
        await yield.Return(1);
    });

    private static async Task<int> Numbered(Func<Task> block)
    {
        await block();
        return 1;
    }

    /// <summary>The state machines that wait for <paramref name="task"/>, and those that wait for these.</summary>
    private static IEnumerable<Type> Waiting(Task task)
    {
        var found = new List<Type>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(task);
        return found;

        void Visit(object? item)
        {
            // A task has its continuation in a field, a delegate its target, a state machine is a field of its box, and a source of a value task
            // keeps what it calls in fields. All of it is reached through fields of these kinds.
            if (item is null or string or Type or MemberInfo or ExecutionContext || item.GetType().IsPrimitive || !seen.Add(item))
                return;
            if (item is Delegate { Target: { } target })
            {
                Visit(target);
                return;
            }

            var type = item.GetType();
            if (item is Task
                && type.GenericTypeArguments.LastOrDefault(argument => argument.IsAssignableTo(typeof(IAsyncStateMachine))) is { } stateMachine)
                found.Add(stateMachine);
            if (item is Task)
                Visit(typeof(Task).GetField("m_continuationObject", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(item));
            else if (item is System.Collections.IEnumerable list)
                foreach (var element in list)
                    Visit(element);
            else
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(field => !field.FieldType.IsValueType))
                    Visit(field.GetValue(item));
        }
    }
}
