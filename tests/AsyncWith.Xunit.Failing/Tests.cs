using Xunit;

namespace AsyncWith.Xunit.Failing;

/// <summary>Tests that end in all ways. Each class has one, so that its name tells which.</summary>
public abstract class LoggedTest : ContextTest
{
    protected override async ValueTask SetUpAsync()
    {
        Assert.Equal("first", await EnterAsync(new LoggedManager("first")));
        await EnterAsync(new LoggedManager("second"));
    }
}

public sealed class Passes : LoggedTest
{
    [Fact]
    public async Task Test() => Assert.Equal("third", await EnterAsync(new LoggedManager("third")));
}

public sealed class Fails : LoggedTest
{
    [Fact]
    public async Task Test()
    {
        await EnterAsync(new LoggedManager("third"));
        Assert.Equal(1, await Task.FromResult(2));
    }
}

public sealed class FailsWithInner : LoggedTest
{
    [Fact]
    public async Task Test()
    {
        await Task.Yield();
        throw new InvalidDataException("outer", new FormatException("inner"));
    }
}

public sealed class FailsForOneRow : LoggedTest
{
    [Theory, InlineData(true), InlineData(false)]
    public void Test(bool passes) => Assert.True(passes);
}

public sealed class IsSkipped : LoggedTest
{
    [Fact]
    public void Test() => Assert.Skip("not here");
}

public sealed class IsCanceled : LoggedTest
{
    [Fact]
    public async Task Test()
    {
        await Task.Yield();
        throw new OperationCanceledException("canceled");
    }
}

public sealed class SetUpFails : ContextTest
{
    [Fact]
    public void Test() => Log.Write("test", "ran");

    protected override async ValueTask SetUpAsync()
    {
        await EnterAsync(new LoggedManager("first"));
        await EnterAsync(new LoggedManager("second"));
        await EnterAsync(new LoggedManager("third") { EnterThrows = new IOException("not there") });
    }
}

public sealed class SetUpFailsAndExitToo : ContextTest
{
    [Fact]
    public void Test() => Log.Write("test", "ran");

    protected override async ValueTask SetUpAsync()
    {
        await EnterAsync(new LoggedManager("first"));
        await EnterAsync(new LoggedManager("second") { ExitThrows = new InvalidOperationException("not released") });
        throw new IOException("not there");
    }
}

public sealed class SetUpFailureIsNotSuppressed : ContextTest
{
    [Fact]
    public void Test() => Log.Write("test", "ran");

    protected override async ValueTask SetUpAsync()
    {
        await EnterAsync(new LoggedManager("first") { Suppresses = true });
        throw new IOException("not there");
    }
}

public sealed class ExitFails : ContextTest
{
    [Fact]
    public async Task Test()
    {
        await EnterAsync(new LoggedManager("first"));
        await EnterAsync(new LoggedManager("second") { ExitThrows = new IOException("not released") });
    }
}

public sealed class FailsAndExitFails : ContextTest
{
    [Fact]
    public async Task Test()
    {
        await EnterAsync(new LoggedManager("first"));
        await EnterAsync(new LoggedManager("second") { ExitThrows = new IOException("not released") });
        throw new FormatException("the test's own");
    }
}

public sealed class FailureIsNotSuppressed : ContextTest
{
    [Fact]
    public async Task Test()
    {
        await EnterAsync(new LoggedManager("first"));
        await EnterAsync(new LoggedManager("second") { Suppresses = true });
        throw new FormatException("the test's own");
    }
}

public sealed class FailureIsRethrown : ContextTest
{
    [Fact]
    public async Task Test()
    {
        await EnterAsync(AsyncContextManager.Create<string>(async yield =>
        {
            try
            {
                await yield.Return("resource");
            }
            catch (Exception exception)
            {
                Log.Write("generator", "catch", exception);
                throw;
            }
        }));
        throw new FormatException("the test's own");
    }
}

public sealed class FailsAndKeepsItsDirectories : ContextTest
{
    [Fact]
    public async Task Test()
    {
        foreach (var name in (string[])["a", "b"])
        {
            var directory = await EnterAsync(TemporaryDirectory.Create("asyncwith-xunit-", keepOnFailure: true));
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "file"), name, TestContext.Current.CancellationToken);
            Log.Write(directory.FullName, "directory");
        }

        Assert.Fail("look into the directory");
    }
}

public sealed class SetUpFailsAndKeepsItsDirectory : ContextTest
{
    [Fact]
    public void Test() => Log.Write("test", "ran");

    protected override async ValueTask SetUpAsync()
    {
        var directory = await EnterAsync(TemporaryDirectory.Create("asyncwith-xunit-", keepOnFailure: true));
        Log.Write(directory.FullName, "directory");
        throw new IOException("not there");
    }
}

public sealed class PassesAndRemovesItsDirectory : ContextTest
{
    [Fact]
    public async Task Test()
    {
        var directory = await EnterAsync(TemporaryDirectory.Create("asyncwith-xunit-", keepOnFailure: true));
        Log.Write(directory.FullName, "directory");
    }
}

public sealed class TimesOutAndHeeds : LoggedTest
{
    [Fact(Timeout = 3_000)]
    public async Task Test()
    {
        try
        {
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        }
        finally
        {
            Log.Write("test", "ended");
        }
    }
}

public sealed class TimesOutAndCompletes : LoggedTest
{
    [Fact(Timeout = 3_000)]
    public async Task Test()
    {
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Log.Write("test", "ended");
    }
}

public sealed class CancelsItself : LoggedTest
{
    [Fact]
    public void Test() => TestContext.Current.CancelCurrentTest();
}

public sealed class TimesOutAndNeverEnds : LoggedTest
{
    [Fact(Timeout = 3_000)]
    public Task Test() => new TaskCompletionSource().Task;
}

public sealed class SeesWhatAManagerSets : ContextTest
{
    private static readonly AsyncLocal<string> _local = new();

    [Fact]
    public async Task Test()
    {
        Log.Write("setup", _local.Value ?? "nothing");
        await EnterAsync(Set("test"));
        Log.Write("test", _local.Value ?? "nothing");
    }

    protected override async ValueTask SetUpAsync() => await EnterAsync(Set("setup"));

    private static AsyncContextManager<int> Set(string value) => AsyncContextManager.Create<int>(async yield =>
    {
        _local.Value = value;
        await yield.Return(1);
    });
}
