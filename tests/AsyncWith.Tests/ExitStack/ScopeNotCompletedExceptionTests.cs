using Xunit;

namespace AsyncWith.Tests.Composition;

public sealed class ScopeNotCompletedExceptionTests
{
    [Fact]
    public void The_message_says_the_fix() => Assert.Contains("Call Complete()", new ScopeNotCompletedException().Message, StringComparison.Ordinal);

    [Fact]
    public void The_exception_has_the_usual_constructors()
    {
        var inner = new FormatException();

        Assert.Equal("message", new ScopeNotCompletedException("message").Message);
        Assert.Same(inner, new ScopeNotCompletedException("message", inner).InnerException);
        Assert.IsType<InvalidOperationException>(new ScopeNotCompletedException(), exactMatch: false);
    }
}
