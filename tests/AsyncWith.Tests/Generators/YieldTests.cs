using Xunit;

namespace AsyncWith.Tests.Generators;

public sealed class YieldTests
{
    [Fact, Trait("Rule", "G2")]
    public void A_yield_of_no_generator_says_where_to_get_one() =>
        Assert.Equal(
            GeneratorErrors.YieldOutsideGenerator, Assert.Throws<InvalidOperationException>(() => { default(Yield<int>).Return(1); }).Message);
}
