namespace AsyncWith.Docs.Tests;

/// <summary>A fenced block of a document.</summary>
/// <param name="Language">What stands behind the fence, such as <c>csharp</c>, <c>sh</c> or <c>text</c>.</param>
/// <param name="Line">The line of its first line, from 1.</param>
/// <param name="Code">What is in it.</param>
/// <param name="Directive">What the comment <c>&lt;!-- compile: … --&gt;</c> before the block says; empty if there is none.</param>
internal sealed record Block(string Language, int Line, string Code, string Directive);
