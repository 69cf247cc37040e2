using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>E3 and E3a as users see it: exceptions that are thrown again, that several hold, and that are many.</summary>
public sealed partial class ExceptionContextTests
{
    private static async Task<Exception> FailAsync(Exception block, Exception exit) =>
        (await Record.ExceptionAsync(
                () => new RecordingManager(Interleaving.Synchronous) { ExitThrows = exit }.UseAsync(() => ValueTask.FromException(block)).AsTask()))!;

    [Fact]
    public async Task Two_stacks_that_throw_the_same_exceptions_at_the_same_time_close_no_cycle()
    {
        for (var round = 0; round < (Optimized.IsOff ? 1_000 : 5_000); round++)
        {
            Exception a = new ExitException(), b = new BlockException(), c = new EnterException();
            using var start = new Barrier(2);

            await Task.WhenAll(Task.Run(() => ThrowAsync(a, b, c)), Task.Run(() => ThrowAsync(c, b, a))).OrTimeout();

            foreach (var exception in new[] { a, b, c })
            {
                Chain(exception);
                Assert.NotEmpty(exception.ToString());
                Assert.True(Contexts(exception).Count <= 3);
            }

            async Task ThrowAsync(params Exception[] exceptions)
            {
                var stack = new AsyncExitStack();
                foreach (var exception in exceptions)
                    stack.PushCallback(() => ValueTask.FromException(exception));
                start.SignalAndWait();
                await Record.ExceptionAsync(() => stack.CloseAsync().AsTask());
            }
        }

        static List<Exception> Contexts(Exception exception)
        {
            List<Exception> contexts = [];
            for (var context = exception.GetContext(); context is not null; context = context.GetContext())
            {
                Assert.DoesNotContain(context, contexts);
                contexts.Add(context);
            }

            return contexts;
        }
    }

    [Fact]
    public async Task A_cause_that_many_exits_share_is_left_alone()
    {
        var cause = new TypeInitializationException("Shared", new FormatException());

        for (var use = 0; use < 100; use++)
        {
            var block = new BlockException();
            var thrown = await FailAsync(block, new ObjectDisposedException("connection", cause));

            Assert.Same(cause, thrown.InnerException);
            Assert.Same(block, thrown.GetContext());
        }

        Assert.IsType<FormatException>(cause.InnerException);
        Assert.Null(cause.InnerException.InnerException);
        Assert.Empty(cause.Data);
        Assert.Null(cause.GetContext());
    }

    [Fact]
    public async Task An_exception_that_is_thrown_again_tells_its_latest_context_only()
    {
        var kept = new ExitException();
        Exception first = new BlockException(), second = new BlockException();

        await FailAsync(first, kept);
        Assert.Equal([kept, first], Chain(kept));
        await FailAsync(second, kept);

        Assert.Equal([kept, second], Chain(kept));
        Assert.Null(first.GetContext());
        Assert.Null(second.GetContext());
    }

    [Fact]
    public async Task An_exception_that_is_thrown_again_and_again_keeps_one_context_alive()
    {
        var kept = new ExitException();
        List<WeakReference> blocks = [];
        for (var use = 0; use < 50; use++)
            blocks.Add(await UseAsync());
        kept.Data.Clear();

        for (var collection = 0; collection < 3; collection++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(blocks.Count(block => block.IsAlive), 0, 2);
        GC.KeepAlive(kept);

        [MethodImpl(MethodImplOptions.NoInlining)]
        async Task<WeakReference> UseAsync()
        {
            var block = new BlockException();
            await FailAsync(block, kept);
            return new WeakReference(block);
        }
    }

    [Fact]
    public async Task A_statement_inside_an_exit_hands_its_chain_to_the_statement_around()
    {
        Exception block = new BlockException(), inner = new EnterException(), innerExit = new ExitException();
        var manager = new DelegateManager<int>(
            async _ => 1,
            async _ => await new RecordingManager { ExitThrows = innerExit }.UseAsync<string, bool>(() => throw inner));

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(() => throw block).AsTask());

        Assert.Same(innerExit, thrown);
        Assert.Equal([innerExit, inner, block], Chain(innerExit));
    }

    [Theory]
    [InlineData(Unwinding.LongestChain - 1)]
    [InlineData(Unwinding.LongestChain)]
    [InlineData(Unwinding.LongestChain + 1)]
    [InlineData(1_000)]
    [Trait("Rule", "E3a")]
    public async Task All_failures_of_one_stack_are_in_the_text_of_the_last(int exits)
    {
        var block = new InvalidDataException("the block");
        var stack = new AsyncExitStack();
        for (var exit = 0; exit < exits; exit++)
        {
            var number = exit;
            stack.PushCallback(() => throw new InvalidOperationException($"exit {number}."));
        }

        var thrown = await Record.ExceptionAsync(() => stack.UseAsync(() => throw block).AsTask());

        var text = thrown!.ToString();
        Assert.Equal("exit 0.", thrown.Message);
        Assert.Contains("the block", text, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, exits), number => Assert.Contains($"exit {number}.", text, StringComparison.Ordinal));
        Assert.Equal(exits + 1, thrown.Reachable().Count(exception => exception is not AggregateException));
    }

    [Fact, Trait("Rule", "E3a")]
    public async Task The_text_of_many_failures_takes_linear_time_and_overflows_no_stack()
    {
        // The measure is the same work on a tenth of the failures, so that it holds on a busy machine.
        var small = await TimeAsync(10_000);
        var large = await TimeAsync(100_000);

        Assert.True(large < small * 40, $"{large} for ten times what took {small}");

        static async Task<TimeSpan> TimeAsync(int exits)
        {
            var stack = new AsyncExitStack();
            for (var exit = 0; exit < exits; exit++)
                stack.PushCallback(() => ValueTask.FromException(new ExitException()));
            var watch = Stopwatch.StartNew();
            var thrown = await Record.ExceptionAsync(() => stack.UseAsync(() => ValueTask.FromException(new BlockException())).AsTask());
            Assert.True(thrown!.ToString().Length > exits);
            return watch.Elapsed;
        }
    }

    [Fact, Trait("Rule", "E3a")]
    public async Task Failures_of_many_stacks_in_one_stack_are_all_in_a_text_that_overflows_no_stack()
    {
        const int Stacks = 20_000;
        var outer = new AsyncExitStack();
        for (var number = 0; number < Stacks; number++)
        {
            var (inner, exception) = (new AsyncExitStack(), new ExitException());
            inner.PushCallback(() => ValueTask.FromException(exception));
            outer.PushExit(inner);
        }

        var thrown = await Record.ExceptionAsync(() => outer.UseAsync(() => ValueTask.FromException(new BlockException())).AsTask().OrTimeout());

        Assert.NotEmpty(thrown!.ToString());
        var longest = 0;
        for (var link = thrown; link is not null; link = link.InnerException)
            longest++;
        Assert.InRange(longest, 1, 2 * Unwinding.LongestChain);
        var reachable = thrown.Reachable().ToList();
        Assert.Equal(Stacks, reachable.Count(exception => exception is ExitException));
        Assert.Single(reachable.OfType<BlockException>());
    }

    [Fact, Trait("Rule", "E3a")]
    public async Task Two_exceptions_that_exits_throw_in_turn_are_named_once_each()
    {
        Exception[] kept = [new ExitException(), new EnterException()];
        var block = new BlockException();
        var stack = new AsyncExitStack();
        for (var exit = 0; exit < 1_000; exit++)
        {
            var exception = kept[exit % 2];
            stack.PushCallback(() => ValueTask.FromException(exception));
        }

        var thrown = await Record.ExceptionAsync(() => stack.UseAsync(() => ValueTask.FromException(block)).AsTask());

        Assert.Same(kept[0], thrown);
        Assert.Equal(3, thrown.Reachable().Count(exception => exception is not AggregateException));
        Assert.NotEmpty(thrown!.ToString());
    }

    [Fact, Trait("Rule", "E3a")]
    public async Task Failures_of_many_exits_that_were_suppressed_are_forgotten()
    {
        var stack = new AsyncExitStack();
        stack.PushCallback(() => throw new ExitException());
        stack.PushExit(_ => new ValueTask<bool>(true));
        for (var exit = 0; exit < 200; exit++)
            stack.PushCallback(() => ValueTask.FromException(new EnterException()));

        var thrown = await Record.ExceptionAsync(() => stack.UseAsync(() => ValueTask.FromException(new BlockException())).AsTask());

        Assert.IsType<ExitException>(thrown);
        Assert.Null(thrown.GetContext());
    }
}
