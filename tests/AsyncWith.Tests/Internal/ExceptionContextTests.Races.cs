using System.Collections;
using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>E3 where several threads, or exceptions with a mind of their own, are at work.</summary>
public sealed partial class ExceptionContextTests
{
    [Fact, Trait("Rule", "E3")]
    public void Linking_two_exceptions_both_ways_at_once_closes_no_cycle()
    {
        for (var round = 0; round < 20_000; round++)
        {
            Exception a = new ExitException(), b = new BlockException();
            Parallel.Invoke(() => ExceptionContext.Attach(a, b, since: 0), () => ExceptionContext.Attach(b, a, since: 0));

            Assert.False(a.InnerException == b && b.InnerException == a);
        }
    }

    [Fact, Trait("Rule", "E3")]
    public void Linking_two_exceptions_to_the_same_one_at_once_loses_neither()
    {
        for (var round = 0; round < 20_000; round++)
        {
            Exception a = new ExitException(), b = new BlockException(), c = new EnterException();
            Parallel.Invoke(() => ExceptionContext.Attach(a, b, since: 0), () => ExceptionContext.Attach(a, c, since: 0));

            Assert.Equal([b, c], new[] { a.InnerException!, a.InnerException!.InnerException! }.OrderBy(e => e is EnterException));
        }
    }

    [Fact, Trait("Rule", "E3")]
    public async Task An_exception_without_data_still_goes_out_itself()
    {
        foreach (var failing in new Exception[] { new NoData(), new ThrowingData() })
        {
            var manager = new RecordingManager { ExitThrows = failing };

            var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async () => throw new InvalidDataException("wraps", failing)).AsTask());

            Assert.Same(failing, thrown);
        }
    }

    private sealed class NoData : Exception
    {
        public override IDictionary Data => null!;
    }

    private sealed class ThrowingData : Exception
    {
        public override IDictionary Data => throw new NotSupportedException("no data");
    }
}
