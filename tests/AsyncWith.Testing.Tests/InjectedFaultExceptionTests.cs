using Xunit;

namespace AsyncWith.Testing.Tests;

public sealed class InjectedFaultExceptionTests
{
    [Fact]
    public void An_exception_that_is_made_by_hand_has_no_step()
    {
        var inner = new FormatException();

        Assert.Equal((0, ""), (new InjectedFaultException().Step, new InjectedFaultException().StepName));
        Assert.Equal("message", new InjectedFaultException("message").Message);
        Assert.Same(inner, new InjectedFaultException("message", inner).InnerException);
    }
}
