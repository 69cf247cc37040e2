using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Testing.Tests;

public sealed class OpenHandlesTests
{
    [Fact]
    public void What_is_taken_is_open_until_it_is_disposed_of()
    {
        var handles = new OpenHandles();

        var first = handles.Take();
        var second = handles.Take();
        Assert.Equal((2, 2), (handles.Open, handles.Most));
        first.Dispose();
        Assert.Equal((1, 2), (handles.Open, handles.Most));
        using (handles.Take())
            Assert.Equal((2, 2), (handles.Open, handles.Most));
        Assert.Equal("1 open, 2 at most", DebuggerText.Of(handles));
        second.Dispose();

        Assert.Equal((0, 2), (handles.Open, handles.Most));
    }

    [Fact]
    public void Disposing_twice_closes_once()
    {
        var handles = new OpenHandles();
        using var other = handles.Take();

        var handle = handles.Take();
        handle.Dispose();
        handle.Dispose();

        Assert.Equal(1, handles.Open);
    }

    [Fact]
    public void Many_threads_may_take_and_dispose()
    {
        var handles = new OpenHandles();

        Parallel.For(0, 10_000, _ => handles.Take().Dispose());

        Assert.Equal(0, handles.Open);
        Assert.InRange(handles.Most, 1, 10_000);
    }

    [Fact]
    public void The_files_that_this_process_opens_are_counted()
    {
        const int Many = 200; // what the runtime opens on its own is much less
        var before = OpenHandles.OfProcess();

        var files = Enumerable.Range(0, Many).Select(_ => File.OpenRead(typeof(OpenHandlesTests).Assembly.Location)).ToArray();
        var most = OpenHandles.OfProcess();
        Array.ForEach(files, file => file.Dispose());

        Assert.True(before > 0);
        Assert.InRange(most - before, Many / 2, Many * 2);
        Assert.InRange(OpenHandles.OfProcess() - before, -Many / 2, Many / 2);
    }
}
