using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

public sealed class ManagerNameTests
{
    private static AsyncContextManager<int> Property => AsyncContextManager.Create<int>(static async yield => await yield.Return(1));

    private static AsyncContextManager<int> Sessions(int resource) =>
        AsyncContextManager.Create<int>(async (yield, cancellationToken) => await yield.Return(resource));

    private static IAsyncContextManager<int> Files() =>
        AsyncContextManager.FromAcquireRelease(static _ => new ValueTask<int>(1), static (_, _) => default);

    private static IAsyncContextManager<MemoryStream> Streams() => AsyncContextManager.FromDisposable(static () => new MemoryStream());

    private static IAsyncContextManager<int> MadeOfTasks() =>
        AsyncContextManager.FromAcquireRelease(static () => Task.FromResult(1), static (_, _) => { });

    private static async GeneratorTask MethodAsync(Yield<int> yield) => await yield.Return(1);

    [Fact]
    public void Of_a_generator_it_is_the_method_that_made_it()
    {
        Assert.Equal("Sessions", ManagerName.Of(Sessions(1)));
        Assert.Equal("Property", ManagerName.Of(Property));
        Assert.Equal("MethodAsync", ManagerName.Of(AsyncContextManager.Create<int>(MethodAsync)));
    }

    [Fact]
    public void Of_a_class_it_is_the_type()
    {
        Assert.Equal("RecordingManager", ManagerName.Of(new RecordingManager()));
        Assert.Equal("DelegateManager<Int32>", ManagerName.Of(new DelegateManager<int>(_ => new(1), _ => new(false))));
    }

    [Fact]
    public void A_type_that_was_made_at_run_time_is_not_kept()
    {
        Garbage.AssertCollected([.. Enumerable.Range(0, 10).Select(_ => NameOne())]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference NameOne()
        {
            var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Made"), AssemblyBuilderAccess.RunAndCollect)
                .DefineDynamicModule("Made").DefineType("Made", TypeAttributes.Public).CreateType();
            Assert.Equal("Made", ManagerName.Of(Activator.CreateInstance(type)!));
            return new WeakReference(type);
        }
    }

    [Fact]
    public void Of_a_manager_of_the_library_it_is_the_method_that_made_it()
    {
        Assert.Equal("FromValue", ManagerName.Of(AsyncContextManager.FromValue(1)));
        Assert.Equal("WhenAll", ManagerName.Of(AsyncContextManager.WhenAll(AsyncContextManager.FromValue(1))));
        Assert.Equal("Select", ManagerName.Of(AsyncContextManager.FromValue(1).Select(value => value)));
        Assert.Equal("Shared", ManagerName.Of(AsyncContextManager.Shared(() => AsyncContextManager.FromValue(1))));
    }

    [Fact]
    public void Of_a_manager_of_functions_it_is_the_method_that_made_it_and_of_a_ready_made_one_what_it_makes()
    {
        Assert.Equal("Files", ManagerName.Of(Files()));
        Assert.Equal("Streams", ManagerName.Of(Streams()));
        Assert.Equal("MadeOfTasks", ManagerName.Of(MadeOfTasks()));
        Assert.Equal("MemoryStream", ManagerName.Of(AsyncContextManager.FromDisposable(new MemoryStream())));
        Assert.Equal("Deadline", ManagerName.Of(Deadline.After(TimeSpan.FromSeconds(1))));
        Assert.Equal("TaskGroup", ManagerName.Of(TaskGroup.Create()));
        Assert.Equal("Semaphore", ManagerName.Of(new SemaphoreSlim(1).Acquire()));
    }

    [Fact]
    public async Task Of_an_open_generator_it_is_still_the_method()
    {
        var manager = Sessions(1);
        await manager.UseAsync(() => Assert.Equal("Sessions", ManagerName.Of(manager)));
    }

    [Fact]
    public void A_name_that_was_given_comes_first()
    {
        Assert.Equal("mine", ManagerName.Of(Sessions(1).Named("mine")));
        Assert.Equal("mine", ManagerName.Of(Sessions(1).Named("mine").WithExitTimeout(TimeSpan.FromSeconds(1))));
        Assert.Equal("mine", ManagerName.Of(Streams().Named("mine").As<MemoryStream, Stream>()));
    }

    [Fact]
    public void Of_a_converted_manager_it_is_that_of_the_manager()
    {
        Assert.Equal("Streams", ManagerName.Of(Streams().As<MemoryStream, Stream>()));
        Assert.Equal("RecordingManager", ManagerName.Of(new RecordingManager().As<string, object>()));
    }
}
