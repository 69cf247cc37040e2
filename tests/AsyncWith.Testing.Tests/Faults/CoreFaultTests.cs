using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>What makes managers, by itself and of others: a fault and a cancellation at every step.</summary>
public sealed class CoreFaultTests
{
    [Fact]
    public Task From_value() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        AsyncContextManager.FromValue(1).UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task From_a_disposable_that_is_given() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
        await AsyncContextManager.FromDisposable(await fakes.OpenAsync("given", token))
            .UseAsync(_ => fakes.BlockAsync(token), CancellationToken.None));

    [Fact]
    public Task From_a_disposable_that_is_opened() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        AsyncContextManager.FromDisposable(cancellationToken => fakes.OpenAsync("opened", cancellationToken))
            .UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task From_acquire_and_release() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        AsyncContextManager.FromAcquireRelease(
            cancellationToken => fakes.OpenAsync("acquired", cancellationToken),
            (resource, _) => resource.DisposeAsync()).UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task From_an_iterator() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
    {
        return AsyncContextManager.FromAsyncEnumerable(IterateAsync).UseAsync(_ => fakes.BlockAsync(token), token);

        async IAsyncEnumerable<FakeResource> IterateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await fakes.StepAsync("before", cancellationToken);
            await using (var resource = await fakes.OpenAsync("iterated", cancellationToken))
                yield return resource;
            await fakes.StepAsync("after");
        }
    });

    [Fact]
    public Task A_generator() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        Generator(fakes, "generated").UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task A_generator_around_a_generator() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        AsyncContextManager.Create<FakeResource>(async (yield, cancellationToken) =>
            await Generator(fakes, "outer").UseAsync(
                async _ => await Generator(fakes, "inner").UseAsync(async inner => await yield.Return(inner), cancellationToken),
                cancellationToken)).UseAsync(_ => fakes.BlockAsync(token), token));

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task All_at_once(int? seed) => AssertNothingLeaksOrIsLostAsync(
        (fakes, token) => AsyncContextManager.WhenAll(fakes.Manager("first"), Generator(fakes, "second"), fakes.Manager("third"))
            .UseAsync(_ => fakes.BlockAsync(token), token),
        seed);

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task All_of_a_list_at_once(int? seed) => AssertNothingLeaksOrIsLostAsync(
        (fakes, token) => AsyncContextManager.WhenAll(Enumerable.Range(0, 3).Select(i => fakes.Manager($"manager {i}")))
            .UseAsync(_ => fakes.BlockAsync(token), token),
        seed);

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task Two_of_different_types_at_once(int? seed) => AssertNothingLeaksOrIsLostAsync(
        (fakes, token) => AsyncContextManager.WhenAll(fakes.Manager("first"), Length(fakes, "second")).UseAsync(_ => fakes.BlockAsync(token), token),
        seed);

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task Three_of_different_types_at_once(int? seed) => AssertNothingLeaksOrIsLostAsync(
        (fakes, token) => AsyncContextManager.WhenAll(fakes.Manager("first"), Length(fakes, "second"), Generator(fakes, "third"))
            .UseAsync(_ => fakes.BlockAsync(token), token),
        seed);

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task Four_of_different_types_at_once(int? seed) => AssertNothingLeaksOrIsLostAsync(
        (fakes, token) => AsyncContextManager
            .WhenAll(fakes.Manager("first"), Length(fakes, "second"), fakes.Manager("third"), Length(fakes, "fourth"))
            .UseAsync(_ => fakes.BlockAsync(token), token),
        seed);

    [Fact]
    public Task As_one_of_the_base_class() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        Generator(fakes, "derived").As<FakeResource, IAsyncDisposable>().UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task With_a_name() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        Generator(fakes, "named").Named("orders").UseAsync(_ => fakes.BlockAsync(token), token));

    [Theory, InlineData(null), InlineData(1), InlineData(2), InlineData(3)]
    public Task One_for_several_users(int? seed) => AssertNothingLeaksOrIsLostAsync(
        async (fakes, token) =>
        {
            var shared = AsyncContextManager.Shared(() => fakes.Manager("shared"));
            await AllAsync(Enumerable.Range(0, 2).Select(_ => shared.UseAsync(_ => fakes.BlockAsync(token), token).AsTask()).ToArray());
        },
        seed);

    [Fact]
    public Task Several_in_a_query() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
    {
        var service =
            from first in fakes.Manager("first")
            from second in Generator(fakes, Named("second"))
            from third in fakes.Manager("third")
            select Named("service");
        return service.Select(_ => Named("view")).UseAsync(_ => fakes.BlockAsync(token), token);

        string Named(string name)
        {
            fakes.Step($"select {name}");
            return name;
        }
    });

    [Fact]
    public Task Two_to_four() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await (fakes.Manager("a"), fakes.Manager("b")).UseAsync(
            (_, _) => (fakes.Manager("c"), fakes.Manager("d"), fakes.Manager("e")).UseAsync(
                (_, _, _) => (fakes.Manager("f"), Generator(fakes, "g"), fakes.Manager("h"), fakes.Manager("i")).UseAsync(
                    (_, _, _, _) => fakes.BlockAsync(token), token), token), token);
    });

    [Fact]
    public Task Without_the_context_of_the_caller() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        (from first in fakes.Manager("first") from second in Generator(fakes, "second") select second)
            .ConfigureAwait(false).UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task With_an_exit_timeout() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        fakes.Manager("timed").WithExitTimeout(TimeSpan.FromMinutes(1), new FakeTimeProvider()).UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task A_stack() => AssertNothingLeaksOrIsLostAsync((fakes, token) => new AsyncExitStack().UseAsync(async stack =>
    {
        await FillAsync(stack, fakes, token);
        await fakes.BlockAsync(token);
    }, token));

    [Fact]
    public Task A_stack_that_is_moved_and_closed() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        var kept = await new AsyncExitStack().UseAsync(async stack =>
        {
            await FillAsync(stack, fakes, token);
            return stack.PopAll();
        }, token);
        await kept.UseAsync(_ => fakes.BlockAsync(token), token);
    });

    [Fact]
    public Task A_scoped_method() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await ScopedAsync();

        async Scoped ScopedAsync()
        {
            await Scope.Enter(fakes.Manager("first"), token);
            await Scope.Enter(Generator(fakes, "second"), token);
            await Scope.Defer(() => fakes.StepAsync("deferred"));
            await Scope.OnExit(async _ =>
            {
                await fakes.StepAsync("on exit");
                return false;
            });
            await fakes.BlockAsync(token);
        }
    });

    [Fact]
    public Task A_scoped_method_with_a_result() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        Assert.Equal(1, await ScopedAsync());

        async Scoped<int> ScopedAsync()
        {
            await Scope.Enter(fakes.Manager("first"), token);
            await fakes.BlockAsync(token);
            await Scope.Enter(fakes.Manager("second"), token);
            return 1;
        }
    });

    [Fact]
    public Task A_decorator() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        Func<IAsyncContextManager<FakeResource>> factory = () => Generator(fakes, "decorating");
        await factory.Decorate(async () => await fakes.BlockAsync(token))();
    });

    [Fact]
    public Task A_block_of_await_using() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await using var scope = await fakes.Manager("begun").BeginAsync(token);
        try
        {
            await fakes.BlockAsync(token);
        }
        catch (Exception exception)
        {
            fakes.Forgive(exception); // where the dispose fails too, the language forgets the block's exception
            throw;
        }

        scope.Complete();
    });

    internal static AsyncContextManager<FakeResource> Generator(Fakes fakes, string name) =>
        AsyncContextManager.Create<FakeResource>(async (yield, cancellationToken) =>
        {
            await fakes.StepAsync($"before {name}", cancellationToken);
            await using var resource = await fakes.OpenAsync(name, cancellationToken);
            try
            {
                await yield.Return(resource);
            }
            finally
            {
                await fakes.StepAsync($"after {name}");
            }
        });

    /// <summary>A manager of another type.</summary>
    private static IAsyncContextManager<int> Length(Fakes fakes, string name) => fakes.Manager(name).Select(_ => name.Length);

    private static async ValueTask FillAsync(AsyncExitStack stack, Fakes fakes, CancellationToken token)
    {
        await stack.EnterContextAsync(fakes.Manager("entered"), token);
        await stack.EnterContextAsync(Generator(fakes, "generated"), token);
        stack.PushAsyncDisposable(await fakes.OpenAsync("disposable", token));
        stack.PushDisposable(await fakes.OpenAsync("disposable at once", token));
        stack.PushCallback(() => fakes.StepAsync("callback"));
        stack.PushExit(async _ =>
        {
            await fakes.StepAsync("exit");
            return false;
        });
    }
}
