using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncWith.Tests.Support;

/// <summary>Compiles C# against AsyncWith and all that the tests run on, with the implicit usings of a console project.</summary>
public static class Compiler
{
    private static readonly CSharpParseOptions _parsing = new(LanguageVersion.Preview);

    private static readonly SyntaxTree _usings = CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using AsyncWith;
        """,
        _parsing);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(MetadataReference (path) => MetadataReference.CreateFromFile(path))
            .ToArray());

    public static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, _parsing);

    public static CSharpCompilation Compile(OutputKind kind, params IEnumerable<SyntaxTree> sources) => CSharpCompilation.Create(
        "Compiled",
        [_usings, .. sources],
        _references.Value,
        new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
}
