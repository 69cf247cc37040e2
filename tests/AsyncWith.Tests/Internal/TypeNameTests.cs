using AsyncWith.Internal;
using Xunit;

namespace AsyncWith.Tests.Internal;

public sealed class TypeNameTests
{
    [Theory]
    [InlineData(typeof(TypeNameTests), "TypeNameTests")]
    [InlineData(typeof(List<string>), "List<String>")]
    [InlineData(typeof(Dictionary<string, List<int[]>>), "Dictionary<String, List<Int32[]>>")]
    [InlineData(typeof(int[,]), "Int32[,]")]
    [InlineData(typeof(Dictionary<string, int>.Enumerator), "Enumerator")]
    [InlineData(typeof(Outer<int>.Inner<string>), "Inner<String>")]
    public void The_name_is_that_of_the_source_without_the_namespace(Type type, string name) => Assert.Equal(name, TypeName.Of(type));

    private sealed class Outer<T>
    {
        public sealed class Inner<TInner>
        {
            public T? Value { get; set; }

            public TInner? InnerValue { get; set; }
        }
    }
}
