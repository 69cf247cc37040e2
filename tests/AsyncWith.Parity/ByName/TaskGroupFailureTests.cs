using Xunit;
using static AsyncWith.Parity.ByName.Waiting;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestTaskGroup</c>, those about a child or a block that fails.</summary>
public sealed class TaskGroupFailureTests
{
    private readonly TaskCompletionSource _go = new();

    private static Task<AggregateException> FailsAsync(Func<TaskGroup, Task> body) =>
        Assert.ThrowsAsync<AggregateException>(async () => await TaskGroup.Create().UseAsync(body));

    private static IEnumerable<Type> Types(AggregateException failed) =>
        failed.InnerExceptions.Select(failure => failure.GetType()).OrderBy(type => type.Name);

    private async Task CrashAsync()
    {
        await _go.Task;
        throw new DivideByZeroException();
    }

    [Fact]
    public async Task Taskgroup_04()
    {
        Task? other = null;
        var (canceled, afterwards) = (false, false);

        var thrown = await Assert.ThrowsAsync<AggregateException>(async () =>
        {
            await TaskGroup.Create().UseAsync(async group =>
            {
                _ = group.Run(_ => CrashAsync());
                other = group.Run(token =>
                {
                    var waiting = ForeverAsync(() => canceled = true, token);
                    _go.SetResult();
                    return waiting;
                });
            });
            afterwards = true;
        });

        Assert.Equal([typeof(DivideByZeroException)], Types(thrown));
        Assert.Equal((true, true, false), (canceled, other!.IsCanceled, afterwards));
    }

    [Fact]
    public async Task Cancel_children_on_child_error()
    {
        var inBlock = false;

        var thrown = await FailsAsync(async group =>
        {
            for (var i = 0; i < 3; i++)
                _ = group.Run(_ => CrashAsync());
            _ = group.Run(token => ForeverAsync(token));
            _go.SetResult();
            await ForeverAsync(() => inBlock = true, group.Token);
        });

        Assert.All(Types(thrown), type => Assert.Equal(typeof(DivideByZeroException), type));
        Assert.True(inBlock);
    }

    [Fact]
    public async Task Taskgroup_09()
    {
        Task? first = null, second = null;

        await Assert.ThrowsAsync<DivideByZeroException>(async () => await TaskGroup.Create().UseAsync(async group =>
        {
            first = group.Run(token => ForeverAsync(token));
            second = group.Run(token => ForeverAsync(token));
            await Task.Yield();
            throw new DivideByZeroException();
        }));

        Assert.True(first!.IsCanceled && second!.IsCanceled);
    }

    [Fact]
    public async Task Taskgroup_10()
    {
        Task? first = null, second = null;

        await Assert.ThrowsAsync<DivideByZeroException>(async () => await TaskGroup.Create().UseAsync(Task (group) =>
        {
            first = group.Run(token => ForeverAsync(token));
            second = group.Run(token => ForeverAsync(token));
            throw new DivideByZeroException();
        }));

        Assert.True(first!.IsCanceled && second!.IsCanceled);
    }

    [Fact]
    public async Task Taskgroup_13()
    {
        var thrown = await FailsAsync(async outer =>
        {
            _ = outer.Run(async _ =>
            {
                await _go.Task;
                throw new FormatException();
            });
            await TaskGroup.Create().UseAsync(
                async inner =>
                {
                    _ = inner.Run(token => ForeverAsync(token));
                    _go.SetResult();
                },
                outer.Token);
        });

        Assert.Equal([typeof(FormatException)], Types(thrown));
    }

    [Fact]
    public async Task Taskgroup_14()
    {
        Task? sibling = null;

        var thrown = await FailsAsync(async outer =>
        {
            sibling = outer.Run(token => ForeverAsync(token));
            await TaskGroup.Create().UseAsync(async inner => { _ = inner.Run(Task (_) => throw new FormatException()); }, outer.Token);
        });

        Assert.Equal([typeof(FormatException)], Types(thrown));
        Assert.True(sibling!.IsCanceled);
    }

    [Fact]
    public async Task Taskgroup_19()
    {
        var thrown = await FailsAsync(async group =>
        {
            _ = group.Run(_ => CrashAsync());
            _go.SetResult();
            try { await ForeverAsync(group.Token); }
            catch (OperationCanceledException) { throw new FormatException(); }
        });

        Assert.Equal([typeof(DivideByZeroException), typeof(FormatException)], Types(thrown));
    }

    [Fact]
    public async Task Taskgroup_25()
    {
        const int Enough = 10;
        var heads = 0;

        var thrown = await FailsAsync(async group =>
        {
            _ = group.Run(token => HydraAsync(group, token));
            _ = group.Run(_ => CrashAsync());
        });

        Assert.Equal([typeof(DivideByZeroException)], Types(thrown));
        Assert.True(heads >= Enough);

        async Task HydraAsync(TaskGroup group, CancellationToken token)
        {
            if (Interlocked.Increment(ref heads) == Enough)
                _go.SetResult();
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            _ = group.Run(token => HydraAsync(group, token));
            _ = group.Run(token => HydraAsync(group, token));
        }
    }

    [Fact]
    public async Task Taskgroup_no_create_task_after_failure()
    {
        var ran = false;
        Task? late = null;

        var thrown = await FailsAsync(async group =>
        {
            _ = group.Run(async token =>
            {
                try { await ForeverAsync(token); }
                catch (OperationCanceledException) { late = group.Run(async _ => ran = true); }
            });
            _ = group.Run(_ => CrashAsync());
            _go.SetResult();
        });

        Assert.Equal([typeof(DivideByZeroException)], Types(thrown));
        Assert.Equal((false, true), (ran, late?.IsCanceled ?? true));
    }

    [Fact]
    public async Task Taskgroup_context_manager_exit_raises()
    {
        var database = AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(0); }
            catch (OperationCanceledException) { throw new FormatException("in the exit"); }
        });

        var thrown = await FailsAsync(async group => await database.UseAsync(async () =>
        {
            _ = group.Run(Task (_) => throw new FormatException("in the child"));
            await ForeverAsync(group.Token);
        }));

        Assert.Equal(["in the child", "in the exit"], thrown.InnerExceptions.Select(failure => failure.Message));
    }

    [Fact]
    public async Task Nested_groups_both_cancelled()
    {
        var innerFailed = false;

        var thrown = await FailsAsync(async outer =>
        {
            try
            {
                await TaskGroup.Create().UseAsync(
                    async inner =>
                    {
                        var failing = inner.Run(Task (_) => throw new InvalidOperationException());
                        _ = outer.Run(async _ =>
                        {
                            await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
                            throw new FormatException();
                        });
                    },
                    outer.Token);
            }
            catch (AggregateException failed)
            {
                innerFailed = Types(failed).SequenceEqual([typeof(InvalidOperationException)]);
            }

            await ForeverAsync(outer.Token);
        });

        Assert.True(innerFailed);
        Assert.Equal([typeof(FormatException)], Types(thrown));
    }
}
