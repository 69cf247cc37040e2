using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AsyncWith.Tests.Conventions;

public sealed class XmlDocumentationTests
{
    private static readonly Lazy<Dictionary<string, XElement>> _documented = new(() =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, "AsyncWith.xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value));

    [Fact]
    public void Everything_public_has_a_summary()
    {
        var missing = PublicApi.Types.SelectMany(type => PublicApi.Members(type).Prepend(type))
            .Where(symbol => symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters: [] } && !HasSummary(symbol))
            .Select(symbol => symbol.ToDisplayString());

        Assert.Equal([], missing);
    }

    [Fact]
    public void Every_public_type_shows_its_use()
    {
        var missing = PublicApi.Types
            .Where(type => !type.Name.EndsWith("MethodBuilder", StringComparison.Ordinal)) // used by the compiler only
            .Where(type => !Documentation(type.GetDocumentationCommentId()!).Descendants("code").Any(code => !string.IsNullOrWhiteSpace(code.Value)))
            .Select(type => type.ToDisplayString());

        Assert.Equal([], missing);
    }

    [Fact]
    public void Every_parameter_and_every_result_is_explained()
    {
        var missing = PublicApi.Types.Where(type => !type.Name.EndsWith("MethodBuilder", StringComparison.Ordinal))
            .SelectMany(PublicApi.Members).OfType<IMethodSymbol>()
            .Where(method =>
                method.MethodKind == MethodKind.Ordinary && Documentation(method.GetDocumentationCommentId()!).Element("inheritdoc") is null)
            .Where(method =>
            {
                var documentation = Documentation(method.GetDocumentationCommentId()!);
                var explained = documentation.Elements("param").Select(parameter => parameter.Attribute("name")!.Value);
                return !method.Parameters.Select(parameter => parameter.Name).SequenceEqual(explained)
                    || (!method.ReturnsVoid && documentation.Element("returns") is null);
            })
            .Select(method => method.ToDisplayString());

        Assert.Equal([], missing);
    }

    private static bool HasSummary(ISymbol symbol)
    {
        var documentation = Documentation(symbol.GetDocumentationCommentId()!);
        if (documentation.Element("inheritdoc") is { } inherits)
        {
            // What comes from the interface of another library is documented there.
            return inherits.Attribute("cref") is not { } source
                || !_documented.Value.TryGetValue(source.Value, out var inherited)
                || inherited.Element("summary") is not null;
        }

        return documentation.Element("summary") is { } summary && !string.IsNullOrWhiteSpace(string.Concat(summary.DescendantNodes()));
    }

    private static XElement Documentation(string id) =>
        _documented.Value.TryGetValue(id, out var documentation) ? documentation : new XElement("none");
}
