using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class AsManagerFixProviderTests
{
    private const string Types = """

            public class Animal : IAsyncDisposable { public ValueTask DisposeAsync() => default; }
            public sealed class Cat : Animal;
            static IAsyncContextManager<Cat> Cats() => AsyncContextManager.FromValue(new Cat());
            static AsyncContextManager<Cat> Generated() => AsyncContextManager.Create<Cat>(async yield => await yield.Return(new Cat()));
            static void Take(int number, IAsyncContextManager<Animal> animals) { }
        """;

    [Theory]
    [InlineData(
        "CS0266",
        "object M() { IAsyncContextManager<Animal> animals = Cats(); return animals; }",
        "object M() { IAsyncContextManager<Animal> animals = Cats().As<Cat, Animal>(); return animals; }")]
    [InlineData(
        "CS0029",
        "object M() { IAsyncContextManager<Animal> animals = Generated(); return animals; }",
        "object M() { IAsyncContextManager<Animal> animals = Generated().As<Cat, Animal>(); return animals; }")]
    [InlineData(
        "CS0266",
        "IAsyncContextManager<IAsyncDisposable> M() => Cats();",
        "IAsyncContextManager<IAsyncDisposable> M() => Cats().As<Cat, IAsyncDisposable>();")]
    [InlineData(
        "CS0266",
        "IAsyncContextManager<Animal> M(object some) => (IAsyncContextManager<Cat>)some;",
        "IAsyncContextManager<Animal> M(object some) => ((IAsyncContextManager<Cat>)some).As<Cat, Animal>();")]
    [InlineData("CS1503", "void M() => Take(1, Cats());", "void M() => Take(1, Cats().As<Cat, Animal>());")]
    [InlineData("CS1503", "void M() => Take(animals: Cats(), number: 1);", "void M() => Take(animals: Cats().As<Cat, Animal>(), number: 1);")]
    public Task A_manager_is_given_as_one_of_the_base_class(string id, string before, string after) =>
        Edits.FixesAsync(id, "    " + before + Types, "    " + after + Types);

    [Theory]
    [InlineData("CS0266", "object M() { IAsyncContextManager<string> texts = Cats(); return texts; }")]
    [InlineData("CS0029", "object M() { string text = Cats(); return text; }")]
    [InlineData("CS0266", "object M() { IAsyncContextManager<object> numbers = AsyncContextManager.FromValue(1); return numbers; }")]
    public Task What_is_no_base_class_has_no_fix(string id, string before) => Edits.DoesNotFixAsync(id, "    " + before + Types);
}
