using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncWith.Analyzers;

/// <summary>Places of code that is too long to be marked as a whole.</summary>
internal static class Locations
{
    /// <summary>The parameters and the arrow: the body may be long.</summary>
    internal static Location HeadOf(SyntaxNode lambda)
    {
        var end = lambda switch
        {
            LambdaExpressionSyntax arrow => arrow.ArrowToken.Span.End,
            AnonymousMethodExpressionSyntax method => method.ParameterList?.Span.End ?? method.DelegateKeyword.Span.End,
            _ => lambda.Span.End,
        };
        return Location.Create(lambda.SyntaxTree, TextSpan.FromBounds(lambda.SpanStart, end));
    }
}
