using AsyncWith.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace AsyncWith.Tests.Conventions;

public sealed class SourceFileTests
{
    private const int LongestFile = 350;

    private const int WidestLine = 150;

    private static readonly string[] _folders = ["src", "tests", "samples", "benchmarks", "templates"];

    private static IEnumerable<string> Sources => _folders.SelectMany(folder => Repository.Files(folder, "*.cs"));

    private static CompilationUnitSyntax Parse(string path) =>
        Compiler.Parse(Repository.Read(path)).GetCompilationUnitRoot();

    private static IEnumerable<MemberDeclarationSyntax> TopLevelTypes(SyntaxNode root) =>
        root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
        DelegateDeclarationSyntax declaration => declaration.Identifier.ValueText,
        _ => throw new ArgumentException("Not a type.", nameof(type)),
    };

    [Fact]
    public void No_file_is_longer_than_a_reader_likes() =>
        Assert.Equal([], Sources.Where(path => Repository.Read(path).AsSpan().Count('\n') > LongestFile));

    [Fact]
    public void No_line_is_wider_than_150_columns() =>
        Assert.Equal([], Sources.SelectMany(path => TooWide(Repository.Read(path)).Select(number => $"{path}:{number}")));

    [Fact]
    public void What_no_line_break_can_be_put_into_may_be_wider()
    {
        var wide = new string('x', WidestLine);

        Assert.Equal([1], TooWide($"// {wide}"));
        Assert.Equal([2], TooWide($"class C\n{{ const string A = \"{wide}\"; }}"));
        Assert.Equal([], TooWide($"class C {{ const string A = \"\"\"{wide}\"\"\"; }}"));
        Assert.Equal([], TooWide($"class C {{ const string A = \"\"\"\n{wide}\n\"\"\"; }}"));
        Assert.Equal([], TooWide($"class C {{ string A = $\"\"\"\n{{1}} {wide}\n\"\"\"; }}"));
        Assert.Equal([], TooWide($"/// <inheritdoc cref=\"{wide}\"/>\nclass C;"));
    }

    /// <summary>The lines that could be broken. The text of a raw literal is what it is, and a reference to a member is one word.</summary>
    private static IEnumerable<int> TooWide(string text)
    {
        var root = new Lazy<SyntaxNode>(() => Compiler.Parse(text).GetRoot());
        return SourceText.From(text).Lines
            .Where(line => line.Span.Length > WidestLine && !HasNoBreak(root.Value.FindToken(line.Start + WidestLine, findInsideTrivia: true)))
            .Select(line => line.LineNumber + 1);

        static bool HasNoBreak(SyntaxToken token) =>
            token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken)
            || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)
            || token.Parent?.AncestorsAndSelf().Any(node => node is XmlCrefAttributeSyntax || IsRaw(node)) == true;

        static bool IsRaw(SyntaxNode node) =>
            node is InterpolatedStringExpressionSyntax text
            && (text.StringStartToken.IsKind(SyntaxKind.InterpolatedSingleLineRawStringStartToken)
                || text.StringStartToken.IsKind(SyntaxKind.InterpolatedMultiLineRawStringStartToken));
    }

    /// <summary>YieldOfT.cs has the type Yield, and AsyncContextManager.Shared.cs a part of the class AsyncContextManager.</summary>
    [Fact]
    public void A_file_of_the_library_has_one_type_and_is_named_after_it()
    {
        var wrong = Repository.Files("src", "*.cs").Where(path =>
        {
            var types = TopLevelTypes(Parse(path)).ToArray();
            var name = Path.GetFileName(path)[..^".cs".Length];
            return types.Length > 0 && !(types is [var type] && (name == NameOf(type) || name == NameOf(type) + "OfT" || IsPart(type, name)));
        });

        Assert.Equal([], wrong);

        static bool IsPart(MemberDeclarationSyntax type, string name) =>
            name.StartsWith(NameOf(type) + ".", StringComparison.Ordinal) && type.Modifiers.Any(SyntaxKind.PartialKeyword);
    }

    [Fact]
    public void A_file_of_the_tests_is_named_after_its_one_type()
    {
        var wrong = Repository.Files("tests/AsyncWith.Tests", "*.cs")
            .Where(path =>
                TopLevelTypes(Parse(path)).Where(type => !type.Modifiers.Any(SyntaxKind.FileKeyword)).ToArray() is not [var type]
                    || NameOf(type) != Path.GetFileName(path).Split('.')[0]);

        Assert.Equal([], wrong);
    }

    [Fact]
    public void Nothing_in_the_folder_for_internals_is_public_and_nothing_elsewhere_has_its_namespace()
    {
        foreach (var path in Repository.Files("src/AsyncWith", "*.cs"))
        {
            var root = Parse(path);
            var isInternal = path.StartsWith("src/AsyncWith/Internal/", StringComparison.Ordinal);
            var expected = isInternal ? "AsyncWith.Internal"
                : path.StartsWith("src/AsyncWith/Diagnostics/", StringComparison.Ordinal) ? "AsyncWith.Diagnostics"
                : "AsyncWith";

            Assert.All(
                root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>(),
                declared => Assert.True(declared.Name.ToString() == expected, $"{path} has the namespace {declared.Name}"));
            if (isInternal)
                Assert.All(
                    TopLevelTypes(root), type => Assert.False(type.Modifiers.Any(SyntaxKind.PublicKeyword), $"{path}: {NameOf(type)} is public"));
        }
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X"];
        var sources = Sources.Concat(_folders.SelectMany(folder => Repository.Files(folder, "*.csproj")))
            .Concat(Repository.Files("docs", "*.md"))
            .Append("README.md");

        Assert.Equal([], sources.Where(path => marks.Any(mark => Repository.Read(path).Contains(mark, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_repository_is_found() => Assert.Contains("src/AsyncWith/IAsyncContextManager.cs", Sources);
}
