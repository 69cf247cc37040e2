using System.Collections;
using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>The directory is removed, or kept after a failure.</summary>
public sealed class TemporaryDirectoryTests : AsyncContextManagerContract<DirectoryInfo>, IDisposable
{
    private readonly string _prefix = $"asyncwith-{Guid.NewGuid():N}-";

    protected override Reuse Reuse => Reuse.Reusable;

    protected override int? Held => Existing().Length;

    public void Dispose()
    {
        foreach (var path in Existing())
            Directory.Delete(path, recursive: true);
    }

    protected override IAsyncContextManager<DirectoryInfo> Create() => TemporaryDirectory.Create(_prefix);

    protected override void AssertResource(DirectoryInfo resource) => Assert.True(Directory.Exists(resource.FullName));

    [Fact]
    public async Task The_directory_is_new_and_removed_with_all_that_is_in_it()
    {
        await Create().UseAsync(async directory =>
        {
            Assert.StartsWith(_prefix, directory.Name, StringComparison.Ordinal);
            Assert.Empty(directory.EnumerateFileSystemInfos());
            await File.WriteAllTextAsync(Path.Combine(directory.CreateSubdirectory("deep").FullName, "file"), "text");
        }).OrTimeout();

        Assert.Empty(Existing());
    }

    [Fact]
    public async Task Each_block_has_its_own_directory()
    {
        var manager = Create();

        var first = await manager.UseAsync(async directory => directory.FullName).OrTimeout();
        var second = await manager.UseAsync(async directory => directory.FullName).OrTimeout();

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task What_a_link_inside_leads_to_stays()
    {
        await Create().UseAsync(async outside =>
        {
            await Create().UseAsync(async directory =>
                Directory.CreateSymbolicLink(Path.Combine(directory.FullName, "link"), outside.FullName)).OrTimeout();

            Assert.True(Directory.Exists(outside.FullName));
        }).OrTimeout();
    }

    [Fact]
    public async Task After_a_failure_it_is_removed_as_well()
    {
        var thrown = await Assert.ThrowsAsync<BlockException>(() => Create().UseAsync(async _ => throw new BlockException()).OrTimeout());

        Assert.Empty(Existing());
        Assert.False(thrown.Data.Contains(TemporaryDirectory.KeptAtKey));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task After_a_failure_it_is_kept_if_asked_and_the_exception_says_where(bool cancelled)
    {
        Exception failure = cancelled ? new OperationCanceledException() : new BlockException();

        var thrown = await Record.ExceptionAsync(() => TemporaryDirectory.Create(_prefix, keepOnFailure: true).UseAsync(async directory =>
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "file"), "text");
            throw failure;
        }).OrTimeout());

        Assert.Same(failure, thrown);
        var path = Assert.IsType<string>(failure.Data["AsyncWith.KeptDirectory"]);
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(path, "file")));
    }

    [Fact]
    public async Task After_success_it_is_removed_although_failures_keep_it()
    {
        await TemporaryDirectory.Create(_prefix, keepOnFailure: true).UseAsync(async _ => { }).OrTimeout();

        Assert.Empty(Existing());
    }

    [Fact]
    public async Task An_exception_that_leaves_several_says_where_all_of_them_were_kept()
    {
        var manager = () => TemporaryDirectory.Create(_prefix, keepOnFailure: true);

        var thrown = await Assert.ThrowsAsync<BlockException>(() => manager().UseAsync(
            async _ => await manager().UseAsync(async _ => throw new BlockException())).OrTimeout());

        var kept = Assert.IsType<string>(thrown.Data[TemporaryDirectory.KeptAtKey]).Split(Path.PathSeparator);
        Assert.Equal(Existing().Order(), kept.Order());
        Assert.Equal(2, kept.Length);
    }

    [Fact]
    public async Task An_exception_that_takes_no_data_goes_on_unchanged()
    {
        var failure = new NoDataException();

        var thrown = await Assert.ThrowsAsync<NoDataException>(() => TemporaryDirectory.Create(_prefix, keepOnFailure: true).UseAsync(
            async _ => throw failure).OrTimeout());

        Assert.Same(failure, thrown);
        Assert.Single(Existing());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_block_may_remove_it_itself(bool fails)
    {
        var failure = new BlockException();

        var thrown = await Record.ExceptionAsync(() => TemporaryDirectory.Create(_prefix, keepOnFailure: true).UseAsync(async directory =>
        {
            directory.Delete();
            if (fails)
                throw failure;
        }).OrTimeout());

        Assert.Same(fails ? failure : null, thrown);
        Assert.Empty(failure.Data);
    }

    [Fact]
    public async Task A_prefix_with_a_separator_is_refused_on_entering() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await TemporaryDirectory.Create("a/b").EnterAsync());

    [Fact]
    public async Task A_cancelled_token_is_not_entered()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Create().EnterAsync(new CancellationToken(canceled: true)));

        Assert.Empty(Existing());
    }

    [Fact]
    public async Task A_block_that_moves_it_keeps_what_it_moved()
    {
        var published = Path.Combine(Path.GetTempPath(), _prefix + "published");

        await Create().UseAsync(async directory =>
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "file"), "text");
            directory.MoveTo(published);
        }).OrTimeout();

        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(published, "file")));
        Assert.Equal([published], Existing());
    }

    [Fact]
    public async Task A_kept_directory_that_was_moved_is_not_named_in_the_exception()
    {
        var published = Path.Combine(Path.GetTempPath(), _prefix + "published");

        var thrown = await Assert.ThrowsAsync<BlockException>(
            () => TemporaryDirectory.Create(_prefix, keepOnFailure: true).UseAsync(async directory =>
            {
                directory.MoveTo(published);
                throw new BlockException();
            }).OrTimeout());

        Assert.False(thrown.Data.Contains(TemporaryDirectory.KeptAtKey));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_directory_that_cannot_be_removed_is_an_error_unless_that_is_ignored(bool ignored)
    {
        var cannotRemove = new IOException();
        var manager = new TemporaryDirectoryManager(_prefix, keepOnFailure: false, ignored, remove: _ => throw cannotRemove);

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async _ => { }).OrTimeout());

        Assert.Same(ignored ? null : cannotRemove, thrown);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_block_that_fails_propagates_where_the_directory_cannot_be_removed_if_that_is_ignored(bool ignored)
    {
        var failure = new BlockException();
        var cannotRemove = new UnauthorizedAccessException();
        var manager = new TemporaryDirectoryManager(_prefix, keepOnFailure: false, ignored, remove: _ => throw cannotRemove);

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async _ => throw failure).OrTimeout());

        Assert.Same(ignored ? failure : cannotRemove, thrown);
        Assert.Same(ignored ? null : failure, cannotRemove.InnerException);
    }

    [Fact]
    public async Task Only_errors_of_the_file_system_are_ignored()
    {
        var failure = new FormatException();
        var manager = new TemporaryDirectoryManager(_prefix, keepOnFailure: false, ignoreCleanupErrors: true, remove: _ => throw failure);

        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => manager.UseAsync(async _ => { }).OrTimeout()));
    }

    private string[] Existing() => Directory.GetDirectories(Path.GetTempPath(), _prefix + "*");

    private sealed class NoDataException : Exception
    {
        public override IDictionary Data => null!;
    }
}
