using Xunit;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>Tests that measure: nothing else runs in the process meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
