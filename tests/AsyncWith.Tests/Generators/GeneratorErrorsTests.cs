using System.Reflection;
using Xunit;

namespace AsyncWith.Tests.Generators;

public sealed class GeneratorErrorsTests
{
    public static IEnumerable<TheoryDataRow<string>> Messages =>
        typeof(GeneratorErrors).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(constant => constant.IsLiteral)
            .Select(constant => new TheoryDataRow<string>((string)constant.GetRawConstantValue()!));

    [Theory, MemberData(nameof(Messages))]
    public void A_message_says_what_is_wrong_and_then_what_to_do(string message)
    {
        // What is wrong, and the fix: two sentences at least, or two parts with a colon.
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.True(message.TrimEnd('.').Contains(". ", StringComparison.Ordinal), message);
        Assert.DoesNotContain("  ", message, StringComparison.Ordinal);
    }
}
