using Xunit;

namespace AsyncWith.Testing.Tests;

/// <summary>What the options change, and how the check itself is used wrongly.</summary>
public sealed partial class ManagerContractTests
{
    [Theory]
    [InlineData(ContractScope.Endings, true)]
    [InlineData(ContractScope.CancelEverywhere, false)]
    [InlineData(ContractScope.Reuse, true)]
    [InlineData(ContractScope.Concurrency, true)]
    [InlineData(ContractScope.All, true)]
    public void Only_what_is_in_the_scope_is_tried(ContractScope scope, bool blocksFail)
    {
        var failed = false;

        ManagerContract.Check(
            () => new FunctionManager(async _ => new MemoryStream(), async exception =>
            {
                failed |= exception is not null and not OperationCanceledException;
                return false;
            }),
            new ContractOptions { Scope = scope });

        Assert.Equal(blocksFail, failed);
    }

    [Fact]
    public void The_token_is_cancelled_before_each_step_until_there_is_none()
    {
        HashSet<int> cancelledAfter = [];

        var findings = ManagerContract.Check(
            () => AsyncContextManager.FromAcquireRelease(
                async cancellationToken =>
                {
                    for (var i = 0; i < 5; i++)
                    {
                        if (cancellationToken.IsCancellationRequested)
                            cancelledAfter.Add(i);
                        cancellationToken.ThrowIfCancellationRequested();
                        await Task.Yield();
                    }

                    return 1;
                },
                async (_, _) => { }),
            new ContractOptions { Scope = ContractScope.CancelEverywhere, Repetitions = 1 });

        Assert.Empty(findings);
        Assert.Equal([1, 2, 3, 4], cancelledAfter.Order());
    }

    [Fact]
    public void What_is_opened_once_and_kept_is_no_leak()
    {
        IDisposable? pool = null;
        var manager = new FunctionManager(async _ => pool ??= _handles.Take(), async _ => false);

        Assert.Empty(ManagerContract.Check(() => manager, new ContractOptions { OpenCount = () => _handles.Open }));
        pool = null;
        Assert.NotEmpty(ManagerContract.Check(() => manager, new ContractOptions { OpenCount = () => _handles.Open, Repetitions = 1 }));
    }

    [Fact]
    public void The_handles_of_the_process_can_be_counted()
    {
        var options = new ContractOptions { OpenCount = OpenHandles.OfProcess, Repetitions = 5, Scope = ContractScope.Endings };
        var path = typeof(ManagerContractTests).Assembly.Location;
        List<FileStream> leaked = [];

        Assert.Empty(ManagerContract.Check(() => AsyncContextManager.FromDisposable(_ => ValueTask.FromResult(File.OpenRead(path))), options));
        Assert.NotEmpty(ManagerContract.Check(
            () => new FunctionManager(
                async _ =>
                {
                    for (var i = 0; i < 50; i++) // more than others close at the same time
                        leaked.Add(File.OpenRead(path));
                    return leaked[^1];
                },
                async _ => false),
            options));

        leaked.ForEach(file => file.Dispose());
    }

    [Fact]
    public void A_finding_of_many_steps_or_seeds_is_told_once()
    {
        var findings = ManagerContract.Check(
            () => new FunctionManager(async _ => new MemoryStream(), async _ => true), new ContractOptions { Scope = ContractScope.Concurrency });

        Assert.Equal(["one twice at the same time, seed 0", "two at the same time, seed 0"], findings.Select(finding => finding.Ending).Order());
    }

    [Fact]
    public void A_finding_prints_as_a_line() =>
        Assert.Equal("throws: It leaks. Release it.", new Finding("throws", "It leaks. Release it.").ToString());

    [Fact]
    public void Wrong_use_is_told()
    {
        var thrown = new FormatException();

        Assert.Throws<ArgumentNullException>("factory", () => ManagerContract.Check<int>(null!));
        Assert.Contains(
            "for each use",
            Assert.Throws<InvalidOperationException>(() => ManagerContract.Check<int>(() => null!)).Message,
            StringComparison.Ordinal);
        Assert.Same(thrown, Assert.Throws<FormatException>(() => ManagerContract.Check<int>(() => throw thrown)));
        Assert.Same(
            thrown,
            Assert.Throws<FormatException>(
                () => ManagerContract.Check(() => AsyncContextManager.FromValue(1), new ContractOptions { OpenCount = () => throw thrown })));
        Assert.Throws<ArgumentOutOfRangeException>("Repetitions", () => new ContractOptions { Repetitions = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Hangs", () => new ContractOptions { Hangs = TimeSpan.Zero });
    }

    [Fact]
    public void The_defaults_are_what_the_documents_say()
    {
        var options = new ContractOptions();

        Assert.Equal(
            (null, false, ContractScope.All, TimeSpan.FromSeconds(30), 2),
            (options.OpenCount, options.SuppressesExceptions, options.Scope, options.Hangs, options.Repetitions));
        Assert.Equal(15, (int)ContractScope.All);
    }
}
