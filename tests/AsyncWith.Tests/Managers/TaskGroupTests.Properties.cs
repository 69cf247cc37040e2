using System.Collections.Concurrent;
using AsyncWith.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class TaskGroupTests
{
    private const int Trees = 500;

    private enum Act
    {
        Succeeds,
        Fails,
        FailsAtOnce,
        IsCancelled,
        FailsWhenCancelled,
    }

    private enum BlockAct
    {
        Completes,
        Fails,
        AwaitsChildren,
        CallerCancels,
    }

    [Fact]
    public void No_child_outlives_the_block_and_no_failure_is_lost() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Trees),
        Prop.ForAll(Arb.From(Scenarios()), scenario => RunAsync(scenario).OrTimeout().GetAwaiter().GetResult()));

    private static Gen<Scenario> Scenarios() =>
        from block in Gen.Elements(Enum.GetValues<BlockAct>())
        from places in Gen.Elements(1, 2, 5, int.MaxValue)
        from children in Gen.Sized(size => Nodes(size).ArrayOf())
        select new Scenario(block, places, children);

    private static Gen<Node> Nodes(int size) =>
        from act in Gen.Frequency((8, Gen.Constant(Act.Succeeds)), (1, Gen.Elements(Enum.GetValues<Act>())))
        from yields in Gen.Choose(0, 3)
        from children in size == 0 ? Gen.Constant<Node[]>([]) : Nodes(size / 4).ArrayOf().Resize(3)
        select new Node(act, yields, children);

    private static async Task<bool> RunAsync(Scenario scenario)
    {
        using var caller = new CancellationTokenSource();
        var run = new TreeRun();
        var ofBlock = new BlockException();
        Task[] children = [];

        var thrown = await Record.ExceptionAsync(async () => await TaskGroup.CreateBounded(scenario.Places).UseAsync(async group =>
        {
            children = [.. scenario.Children.Select(child => run.Start(group, child))];
            switch (scenario.Block)
            {
                case BlockAct.Fails:
                    throw ofBlock;
                case BlockAct.AwaitsChildren:
                    await Task.WhenAll(children);
                    break;
                case BlockAct.CallerCancels:
                    await caller.CancelAsync();
                    group.Token.ThrowIfCancellationRequested();
                    break;
            }
        }, caller.Token));

        Assert.Equal(0, run.Running);
        Assert.InRange(run.Most, 0, scenario.Places);
        Assert.All(run.Tasks, task => Assert.True(task.IsCompleted));
        Assert.Equal(run.Failures.Count, run.Tasks.Count(task => task.IsFaulted));
        if (run.Failures.IsEmpty)
            AssertEndOfBlock(scenario.Block, thrown, children, ofBlock);
        else
            AssertFailures(scenario.Block, Assert.IsType<AggregateException>(thrown), run.Failures, ofBlock);
        return true;
    }

    private static void AssertEndOfBlock(BlockAct block, Exception? thrown, Task[] children, BlockException ofBlock)
    {
        if (block == BlockAct.Fails)
            Assert.Same(ofBlock, thrown);
        else if (block == BlockAct.CallerCancels || !children.All(child => block == BlockAct.Completes || child.IsCompletedSuccessfully))
            Assert.IsType<OperationCanceledException>(thrown, exactMatch: false);
        else
            Assert.Null(thrown);
    }

    private static void AssertFailures(BlockAct block, AggregateException thrown, IEnumerable<Exception> failures, BlockException ofBlock)
    {
        var expected = failures.Concat(block == BlockAct.Fails ? [ofBlock] : []).ToList();
        var (cancellations, reported) = (
            thrown.InnerExceptions.Count(IsCancellation), thrown.InnerExceptions.Where(exception => !IsCancellation(exception)));

        Assert.Equal(expected.Count, reported.Count());
        Assert.True(expected.ToHashSet<Exception>(ReferenceEqualityComparer.Instance).SetEquals(reported));
        // One that a child passed on to the block is among them only where it came before the first failure.
        Assert.InRange(cancellations, block == BlockAct.CallerCancels ? 1 : 0, block is BlockAct.CallerCancels or BlockAct.AwaitsChildren ? 1 : 0);

        static bool IsCancellation(Exception exception) => exception is OperationCanceledException;
    }

    private sealed record Scenario(BlockAct Block, int Places, Node[] Children)
    {
        public override string ToString() => $"{Block}, {Places} places: {string.Join(" ", (object[])Children)}";
    }

    private sealed record Node(Act Act, int Yields, Node[] Children)
    {
        public override string ToString() => $"{Act}/{Yields}({string.Join(" ", (object[])Children)})";
    }

    /// <summary>One tree of children at work.</summary>
    private sealed class TreeRun
    {
        private int _running;
        private int _most;

        public int Running => Volatile.Read(ref _running);

        public int Most => Volatile.Read(ref _most);

        public ConcurrentQueue<Task> Tasks { get; } = [];

        public ConcurrentQueue<Exception> Failures { get; } = [];

        public Task Start(TaskGroup group, Node node)
        {
            var task = node.Act == Act.FailsAtOnce
                ? group.Run(_ => { Enter(); Leave(); throw Failure(node); })
                : group.Run(token => RunAsync(group, node, token));
            Tasks.Enqueue(task);
            return task;
        }

        private async Task RunAsync(TaskGroup group, Node node, CancellationToken token)
        {
            Enter();
            try
            {
                var spawnAt = node.Yields / 2;
                for (var i = 0; i <= node.Yields; i++)
                {
                    if (i == spawnAt)
                    {
                        foreach (var child in node.Children)
                            _ = Start(group, child);
                    }

                    if (node.Act == Act.FailsWhenCancelled && token.IsCancellationRequested)
                        throw Failure(node);
                    await Task.Yield();
                }

                if (node.Act == Act.Fails)
                    throw Failure(node);
                if (node.Act == Act.IsCancelled)
                    throw new OperationCanceledException();
                token.ThrowIfCancellationRequested();
            }
            finally
            {
                Leave();
            }
        }

        private FormatException Failure(Node node)
        {
            var failure = new FormatException($"{node}");
            Failures.Enqueue(failure);
            return failure;
        }

        private void Enter() => InterlockedMax(ref _most, Interlocked.Increment(ref _running));

        private void Leave() => Interlocked.Decrement(ref _running);
    }
}
