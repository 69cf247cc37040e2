using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

public sealed class MethodNameTests
{
    private static readonly Func<int> _ofField = static () => 1;
    private static readonly Func<Task> _asyncOfField = static async () => await Task.Yield();
    private readonly Func<int> _ofConstructor;

    public MethodNameTests()
    {
        var captured = Environment.TickCount;
        _ofConstructor = () => captured;
    }

    [Theory]
    [InlineData("Sessions", "Sessions")]
    [InlineData("<Sessions>b__0_1", "Sessions")]
    [InlineData("<Sessions>g__Local|0_0", "Sessions")]
    [InlineData("<Sessions>d__3", "Sessions")]
    [InlineData("<<Sessions>b__0_0>d", "Sessions")]
    [InlineData("<<Sessions>g__Local|0_0>d", "Sessions")]
    [InlineData("<Sessions>b__0<T>", "Sessions")]
    [InlineData("<get_Sessions>b__0_0", "Sessions")]
    [InlineData("get_Sessions", "Sessions")]
    [InlineData("<Main>$", "Main")]
    [InlineData("<<Main>$>b__0_0", "Main")]
    [InlineData("<<<Main>$>b__0_0>d", "Main")]
    [InlineData("<Shop.IStore.Sessions>b__0_0", "Sessions")]
    [InlineData("Shop.IStore<System.Int32>.get_Sessions", "Sessions")]
    [InlineData("", "")]
    [InlineData("<>", "<>")]
    public void The_name_of_the_source_is_in_that_of_the_compiler(string compilers, string source) =>
        Assert.Equal(source, MethodName.Source(compilers));

    [Fact]
    public void A_lambda_has_the_name_of_the_method_it_stands_in()
    {
        var captured = Environment.TickCount;

        Assert.Equal(nameof(A_lambda_has_the_name_of_the_method_it_stands_in), MethodName.Of(static () => 1));
        Assert.Equal(nameof(A_lambda_has_the_name_of_the_method_it_stands_in), MethodName.Of(() => captured));
        Assert.Equal(nameof(A_lambda_has_the_name_of_the_method_it_stands_in), MethodName.Of(Local));

        int Local() => captured;
    }

    [Fact]
    public void A_form_of_a_function_has_the_name_of_the_function()
    {
        Func<Task<int>> function = static () => Task.FromResult(1);
        Func<CancellationToken, ValueTask<int>> form = function.OpenAsync;

        Assert.Equal(nameof(A_form_of_a_function_has_the_name_of_the_function), MethodName.Of(form));
    }

    [Fact]
    public void A_method_that_was_made_at_run_time_is_not_kept()
    {
        Garbage.AssertCollected([.. Enumerable.Range(0, 10).Select(_ => NameOne())]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference NameOne()
        {
            var function = Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile();
            Assert.NotEmpty(MethodName.Of(function));
            return new WeakReference(function.Method);
        }
    }

    [Fact]
    public async Task A_state_machine_has_the_name_of_its_method_or_type()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, "There are no state machines in this build.");
        Assert.Equal(
            nameof(A_state_machine_has_the_name_of_its_method_or_type), MethodName.OfStateMachine(StateMachineOf(async () => await Task.Yield())));
        Assert.Equal(nameof(MethodNameTests), MethodName.OfStateMachine(StateMachineOf(_asyncOfField)));
        await Task.CompletedTask;

        static Type StateMachineOf(Func<Task> function) =>
            function.Method.GetCustomAttributes(typeof(AsyncStateMachineAttribute), false)
                .Cast<AsyncStateMachineAttribute>().Single().StateMachineType;
    }

    [Fact]
    public void A_lambda_in_a_constructor_or_a_field_has_the_name_of_the_type()
    {
        Assert.Equal(nameof(MethodNameTests), MethodName.Of(_ofConstructor));
        Assert.Equal(nameof(MethodNameTests), MethodName.Of(_ofField));
    }
}
